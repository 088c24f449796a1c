"""The API's shell: one OpenAPI document over the operations of all rooms, and errors for programs and people."""

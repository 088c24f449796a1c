"""What stands outside the database: the blob store and the virus scanner."""

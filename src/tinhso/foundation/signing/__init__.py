"""Digital signatures on what the platform issues,
and the answer to everybody who asks whether a document is genuine.
"""

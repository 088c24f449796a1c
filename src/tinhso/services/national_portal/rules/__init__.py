"""Pure decisions: what is said to the portal, what is wrong with a message, when to try again, what people read."""

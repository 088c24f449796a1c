"""The look: tokens, page layouts, components, and how values are shown."""

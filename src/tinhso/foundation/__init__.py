"""Facts that every room above needs: who, where, when, on which paper."""

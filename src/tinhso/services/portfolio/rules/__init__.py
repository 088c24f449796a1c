"""Pure decisions of the review: what counts where, figures out of counts, signals, savings."""

"""Work in the background: jobs with a lease, progress, cancelling and trying again."""

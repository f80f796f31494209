"""Every setting is obeyed or refused."""

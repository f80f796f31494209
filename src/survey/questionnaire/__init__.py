"""The instrument: read from its folder, checked as a whole, frozen."""

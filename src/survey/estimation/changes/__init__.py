"""Changes between two waves of a survey, with the units both waves share."""

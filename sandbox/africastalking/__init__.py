"""The simulated Africa's Talking SMS API."""

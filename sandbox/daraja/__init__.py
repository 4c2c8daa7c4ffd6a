"""The simulated M-Pesa Daraja API."""

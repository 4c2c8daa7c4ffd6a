"""Safaricom's Daraja API: tokens, STK push, STK query and the callback."""

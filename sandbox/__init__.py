"""Simulated providers (WhatsApp Cloud API, Daraja, Africa's Talking) and the phone page."""

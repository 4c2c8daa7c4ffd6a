"""The channels we can send through; a new channel is one folder and one line here."""

from collections.abc import Mapping

import aiohttp

from connectors.channel import Channel
from connectors.sms.channel import SmsChannel
from connectors.whatsapp.channel import WhatsAppChannel, WhatsAppSettings
from core.notifications.africastalking import AfricasTalkingClient


def build_channels(http: aiohttp.ClientSession, sms: AfricasTalkingClient) -> Mapping[str, Channel]:
    """Every channel by its type."""
    channels: tuple[Channel, ...] = (
        WhatsAppChannel(http, WhatsAppSettings()),
        SmsChannel(sms),
    )
    return {channel.channel_type: channel for channel in channels}

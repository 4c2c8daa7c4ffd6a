"""The channels we can send through; a new channel is one folder and one line here."""

from collections.abc import Mapping

import aiohttp

from connectors.channel import Channel
from connectors.whatsapp.channel import WhatsAppChannel, WhatsAppSettings


def build_channels(http: aiohttp.ClientSession) -> Mapping[str, Channel]:
    """Every channel by its type, sharing one pool of connections."""
    channels: tuple[Channel, ...] = (WhatsAppChannel(http, WhatsAppSettings()),)
    return {channel.channel_type: channel for channel in channels}

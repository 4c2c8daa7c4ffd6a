"""The channels we send through and fetch files from; a new one is a folder and a line here."""

from collections.abc import Mapping

import aiohttp

from connectors.channel import Channel, MediaSource
from connectors.sms.channel import SmsChannel
from connectors.whatsapp.channel import WhatsAppChannel, WhatsAppSettings
from connectors.whatsapp.media import WhatsAppMedia
from core.notifications.africastalking import AfricasTalkingClient


def build_channels(http: aiohttp.ClientSession, sms: AfricasTalkingClient) -> Mapping[str, Channel]:
    """Every channel by its type."""
    channels: tuple[Channel, ...] = (
        WhatsAppChannel(http, WhatsAppSettings()),
        SmsChannel(sms),
    )
    return {channel.channel_type: channel for channel in channels}


def build_media_sources(http: aiohttp.ClientSession) -> Mapping[str, MediaSource]:
    """Where the files of each channel type come from."""
    return {source.channel_type: source for source in (WhatsAppMedia(http, WhatsAppSettings()),)}

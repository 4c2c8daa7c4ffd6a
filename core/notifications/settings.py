"""Where Africa's Talking is."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class AfricasTalkingSettings(BaseSettings):
    """Address and timeouts of the SMS provider."""

    africastalking_url: str = "https://api.africastalking.com"
    africastalking_connect_timeout: Annotated[float, Field(gt=0)] = 5.0
    africastalking_read_timeout: Annotated[float, Field(gt=0)] = 20.0

    @field_validator("africastalking_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.strip().rstrip("/")

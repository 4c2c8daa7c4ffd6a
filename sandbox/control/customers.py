"""Businesses and customers."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel

from sandbox.models import Business, Customer, digits_of
from sandbox.root import Sandbox, get_sandbox

router = APIRouter(prefix="/control")
Root = Annotated[Sandbox, Depends(get_sandbox)]


class CustomerChange(BaseModel):
    """What may change about a customer."""

    name: str | None = None
    language: Literal["en", "sw", "mixed"] | None = None
    username: str | None = None
    hides_phone: bool | None = None
    balance: int | None = None


@router.get("/state")
async def read_state(sandbox: Root) -> dict[str, Any]:
    """Everything a phone page needs when it opens: businesses, customers, addresses."""
    store = sandbox.store
    return {
        "businesses": [b.model_dump(exclude={"token"}) for b in store.businesses.values()],
        "customers": [c.model_dump() for c in store.customers.values()],
        "public_url": sandbox.settings.public_url,
        "has_trace": bool(sandbox.settings.trace_token.get_secret_value()),
    }


@router.get("/businesses")
async def list_businesses(sandbox: Root) -> list[dict[str, Any]]:
    """The known businesses."""
    return [b.model_dump(exclude={"token"}) for b in sandbox.store.businesses.values()]


@router.post("/businesses", status_code=201)
async def register_business(business: Business, sandbox: Root) -> dict[str, Any]:
    """Know a business number, or replace what is known about it."""
    return sandbox.store.add_business(business).model_dump(exclude={"token"})


@router.get("/customers")
async def list_customers(sandbox: Root) -> list[dict[str, Any]]:
    """The known customers with their BSUID per business."""
    store = sandbox.store
    return [
        {
            **customer.model_dump(),
            "user_ids": {
                business.phone_number_id: store.user_id(business, customer)
                for business in store.businesses.values()
            },
        }
        for customer in store.customers.values()
    ]


@router.post("/customers", status_code=201)
async def create_customer(customer: Customer, sandbox: Root) -> dict[str, Any]:
    """Create a customer, or replace the one with this phone."""
    return sandbox.store.add_customer(customer).model_dump()


@router.patch("/customers/{phone}")
async def change_customer(phone: str, change: CustomerChange, sandbox: Root) -> dict[str, Any]:
    """Change a customer's name, language, privacy or wallet."""
    customer = sandbox.store.customers.get(digits_of(phone))
    if customer is None:
        raise HTTPException(404, "no such customer")
    changed = customer.model_copy(update=change.model_dump(exclude_unset=True))
    return sandbox.store.add_customer(changed).model_dump()

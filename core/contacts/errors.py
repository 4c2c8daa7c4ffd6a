from core.kit.errors import NotFound


class ContactNotFound(NotFound):
    code = "contact_not_found"

"""Who somebody is by name and password: allauth's look-ups, each password compared once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class OneComparison(AuthenticationBackend):
    """allauth looks for a name among user names and among mail addresses, and would hash the password each time that it
    finds the same account: the time of the answer would tell that there is one.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """The account of this name and password, or None."""
        self._compared: dict[Any, AbstractBaseUser | None] = {}
        found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return found

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        if user is None:
            return None
        if user.pk not in self._compared:
            self._compared[user.pk] = super()._check_password(user, password)
        return self._compared[user.pk]

"""Organisations, the people who sign in, and who is a member of what."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from hiring.lib.records import Record


class PersonManager(BaseUserManager["Person"]):
    """Makes people; nobody has a password, everyone signs in by an e-mailed code."""

    def create_person(self, *, email: str) -> Person:
        """Create a person who signs in with ``email``."""
        person = self.model(email=email.strip().lower())
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None) -> Person:
        """Create an operator of the admin site; Django's ``createsuperuser`` calls this."""
        person = self.model(email=email.strip().lower(), is_staff=True, is_superuser=True)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(Record, AbstractBaseUser, PermissionsMixin):
    """Someone who signs in: a candidate, a member of an organisation, or both.

    An organisation's name for somebody is its own, and kept on the membership or the invitation it was given for.
    """

    email = models.EmailField()
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"
        constraints = (models.UniqueConstraint(Lower("email"), name="one_person_per_email"),)

    def __str__(self) -> str:
        return self.email


class Organisation(Record):
    """A company that hires."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do: owners all; recruiters invite and decide; reviewers read and review; auditors read."""

    OWNER = "owner"
    RECRUITER = "recruiter"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


class Member(Record):
    """One person's role in one organisation, and the name they go by there."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "person"), name="one_role_each"),)

    def __str__(self) -> str:
        return f"{self.called} at {self.organisation} ({self.role})"

    @property
    def called(self) -> str:
        """The name they go by here; their address while they have none."""
        return self.name or self.person.email

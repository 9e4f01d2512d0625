"""The pages of oversight as one blueprint."""

from flask import Blueprint

pages = Blueprint("oversight", __name__)

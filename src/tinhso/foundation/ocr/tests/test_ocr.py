"""Scans are read in the background by the real program, straight or turned, within bounds."""

import io

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfWriter

from tinhso.core import clock
from tinhso.core.access import SYSTEM
from tinhso.core.typeset import LAYOUTS, render_pictures
from tinhso.foundation.files import api as files
from tinhso.foundation.ocr import api as ocr
from tinhso.foundation.ocr import tasks
from tinhso.foundation.ocr.ports import tesseract
from tinhso.foundation.ocr.rules import pages as page_rules
from tinhso.foundation.ocr.rules.straight import angle_of, straightened

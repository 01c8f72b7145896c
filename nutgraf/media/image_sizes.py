"""The sizes and formats of a photograph: AVIF, WebP, and JPEG for browsers that read neither."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from nutgraf.project_root import enclosing_project

WIDTHS = (400, 800, 1360)
LARGEST = 120_000_000  # pixels, of the largest cameras
_SMALLER = f"save it smaller: a page shows {WIDTHS[-1]:,} across"
FORMATS = ("avif", "webp", "jpg")
_SAVED_AS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 76, "method": 4},
    "jpg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
}


@dataclass(frozen=True)
class ImageFile:
    """One size of a photograph in one format."""

    name: str
    width: int
    height: int
    suffix: str


def image_files(file: str, digest: str, size: tuple[int, int]) -> tuple[ImageFile, ...]:
    """The files of a photograph, none larger than it is: each format, the smallest size first."""
    across, high = size
    widths = [width for width in WIDTHS if width < across] + ([across] if across <= WIDTHS[-1] else [])
    stem = "".join(letter if letter.isalnum() else "-" for letter in PurePosixPath(file).stem.lower()).strip("-")
    stem = stem if stem.isascii() and stem else "image"
    return tuple(
        ImageFile(f"{stem}-{digest}-{width}.{suffix}", width, max(1, round(width * high / across)), suffix)
        for suffix in FORMATS
        for width in widths
    )


def image_size(content: bytes) -> tuple[int, int]:
    """Width and height as shown, turned as the camera was.

    Raises OSError or SyntaxError if the content is not a whole image, ValueError with what is wrong and what to do if
    it is one that no page can show as it is.
    """
    from PIL import Image

    try:
        with _opened(io.BytesIO(content)) as image:
            width, height = image.size
            turned = image.format != "TIFF" and image.getexif().get(0x0112) in (5, 6, 7, 8)  # TIFF is turned by Pillow
            _refuse_other_pixels(image)
            image.draft("RGB", (WIDTHS[0], WIDTHS[0]))
            image.load()  # to its last byte
            _refuse_blank(image)
    except Image.DecompressionBombError as error:
        raise ValueError(f"it has too many pixels; {_SMALLER}") from error
    return (height, width) if turned else (width, height)


def _refuse_other_pixels(image: Any) -> None:
    if image.width * image.height > LARGEST:
        raise ValueError(f"it has {image.width:,} by {image.height:,} pixels; {_SMALLER}")
    if image.mode[:1] in ("I", "F"):
        raise ValueError("its pixels have more than 8 bits, as in a scan or a satellite image; save it with 8 bits")
    if image.format != "MPO" and image.format != "TIFF" and getattr(image, "n_frames", 1) > 1:
        raise ValueError(f"it moves: it has {image.n_frames} pictures; save the one to show, or embed a video")


def _refuse_blank(image: Any) -> None:
    """Refuse a drawing that has the color of the paper, such as a white logo on nothing."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return
    seen = _on_white(image.resize((min(image.width, 64), min(image.height, 64)))).getextrema()
    if all(low == high == 255 for low, high in seen):
        raise ValueError(
            "it is white where it is not transparent, and cannot be seen; give it a ground of another color"
        )


def encoded(path: Path, width: int, suffix: str) -> bytes:
    """One file of a photograph: turned upright, in sRGB, and without anything but its pixels."""
    from PIL import Image, ImageOps

    with _opened(path) as opened:
        upright = ImageOps.exif_transpose(opened)
        plain = _on_white(_in_srgb(upright))
    height = max(1, round(width * plain.height / plain.width))
    resized = plain if width >= plain.width else plain.resize((width, height), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", resized.size, resized.tobytes())
    out = io.BytesIO()
    bare.save(out, **_SAVED_AS[suffix])
    return out.getvalue()


def root_of() -> str:
    """The project that contains the running notebook."""
    here = Path.cwd()
    return str(enclosing_project(here) or here)


def _opened(source: Any) -> Any:
    from PIL import Image

    with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
        return Image.open(source, formats=("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF"))


def _in_srgb(image: Any) -> Any:
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):  # a damaged profile says nothing of the pixels
        return image


def _on_white(image: Any) -> Any:
    from PIL import Image

    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    cut = image.convert("RGBA")
    white = Image.new("RGBA", cut.size, "white")
    return Image.alpha_composite(white, cut).convert("RGB")

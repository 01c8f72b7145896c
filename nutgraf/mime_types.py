"""The types under which a kernel hands over what a page is made of."""

FIGURE = "application/vnd.nutgraf.figure.v1+json"
NOTES = "application/vnd.nutgraf.notes.v1+json"
MEDIA = "application/vnd.nutgraf.media.v1+json"

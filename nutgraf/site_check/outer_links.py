"""Checks the hosts of links to other sites: a reader is led to who published something, not to what carries it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from nutgraf.errors import Problem
from nutgraf.link_hosts import unfit_host
from nutgraf.site_check.built_site import BuiltSite


def links_lead_to_publishers(site: BuiltSite) -> Iterator[Problem]:
    """No link leads to a content network, an aggregator, a shortener or a port."""
    own = urlsplit(site.project.site_url).netloc
    for page in site.pages:
        file = site.files.get(page.path)
        for link in dict.fromkeys(file.links if file else ()):
            if urlsplit(link).netloc != own and (why := unfit_host(link, site.project.sources.refused_hosts)):
                fix = "link to the publisher, or name the source without an address; refused_hosts lists further hosts"
                yield Problem(page.path, f"a link to {link}: {why}", fix)

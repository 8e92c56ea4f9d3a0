"""Made-up content for the preview; the region and its texts are examples, not data."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest

SLUGS = ("forest", "water", "food", "tourism", "wellbeing")
NAMES = ("Forest", "Water", "Food", "Tourism", "Wellbeing")
ICONS = ("tree", "droplet", "food", "tent", "heart")
TEXTS = (
    "Wood building, machinery and new products from fibre",
    "Clean water technology and the circular economy",
    "Food from clean nature, from field and lake to table",
    "A summer and winter of lakes, culture and cottages",
    "Health and social services that work over long distances",
)
SOURCE = "Sample figures for the preview"


def themes() -> list[SimpleNamespace]:
    """The five themes of the example."""
    rows = zip(SLUGS, NAMES, ICONS, TEXTS, strict=True)
    return [
        SimpleNamespace(slug=s, name=n, icon=i, text=t, url="/page/theme/") for s, n, i, t in rows
    ]


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """What the portal's context processor gives to every page."""
    sections = (("Clusters", "cluster", "network"), ("Analysis", "analysis", "chart"))
    sections += (
        ("Organisations", "organisations", "building"),
        ("Parts", "parts", "stack"),
    )
    tongues = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))
    return {
        "region": SimpleNamespace(
            name="Etelä-Savo clusters",
            demo=True,
            contact_url="mailto:contact@example.org",
            contact_name="Contact of the example",
        ),
        "themes": themes(),
        "nav": [
            {
                "label": a,
                "url": f"/page/{b}/",
                "icon": c,
                "current": f"/page/{b}/" == request.path,
            }
            for a, b, c in sections
        ],
        "languages": [
            {
                "code": c,
                "name": n,
                "short": c.upper(),
                "url": request.path,
                "current": c == "en",
            }
            for c, n in tongues
        ],
        "demo": True,
        "account_url": "/page/manage/",
        "login_url": "/account/login/",
        "accessibility_url": "/nowhere/",
        "privacy_url": "/nowhere/",
        "api_url": "/nowhere/",
        "theme_css": "/theme.css",
        "page_lang": "en",
    }


def content() -> dict[str, Any]:
    """What the sample pages show."""
    return {
        "kinds": KINDS.split(),
        "crumbs": [
            {"label": "Front page", "url": "/"},
            {"label": "Clusters", "url": "/page/cluster/"},
            {"label": "Water cluster of the example"},
        ],
        "clusters": clusters(),
        "organisations": organisations(),
        "candidates": candidates(),
        "heads": [
            "Industry",
            {"text": "Location quotient", "num": True},
            {"text": "Jobs", "num": True},
        ],
        "rows": [
            ["Wood products", "4.29", "1 480"],
            ["Textiles", "1.99", "210"],
            ["Repair", "1.62", "640"],
        ],
        "chips": [{"label": "All", "url": "?", "current": True, "count": 7}]
        + [
            {
                "label": t.name,
                "url": f"?theme={t.slug}",
                "theme": t.slug,
                "current": False,
                "count": n,
            }
            for n, t in enumerate(themes(), start=1)
        ],
        "tabs": [
            {"label": "Overview", "url": "?", "current": True},
            {"label": "Members", "url": "?tab=members", "count": 24},
            {"label": "Figures", "url": "?tab=figures", "icon": "chart"},
        ],
        "side": [
            {"label": "Overview", "url": "?", "icon": "dashboard", "current": True},
            {"label": "Questions", "url": "?q", "icon": "inbox", "count": 3},
            {"label": "Texts and goals", "url": "?t", "icon": "edit"},
            {"label": "Members", "url": "?m", "icon": "users"},
            {"label": "Analyses", "url": "?a", "icon": "chart"},
        ],
        "steps": [
            {
                "title": "Ask",
                "text": "Write to the contact of the cluster.",
                "done": True,
            },
            {
                "title": "Meet",
                "text": "You hear what the cluster does.",
                "current": True,
            },
            {"title": "Join", "text": "Your organisation becomes a member."},
        ],
        "pages": [
            {"label": "1", "url": "?page=1"},
            {"label": "2", "url": "?page=2", "current": True},
            {"label": "3", "url": "?page=3"},
            {"label": "…"},
            {"label": "9", "url": "?page=9"},
        ],
        "legend": [{"class": f"c{n}", "label": t} for n, t in enumerate(LEGEND)],
        "inputs": [
            {
                "code": "fi",
                "language": "Suomi",
                "name": "title_fi",
                "value": "Vesiklusteri",
            },
            {
                "code": "sv",
                "language": "Svenska",
                "name": "title_sv",
                "value": "Vattenklustret",
            },
            {
                "code": "en",
                "language": "English",
                "name": "title_en",
                "value": "",
                "errors": ["Write a name."],
            },
        ],
    }


KINDS = (
    "idea forming active registered merged closed established emerging potential declining "
    "high medium low traded local mixed demo theme solid line ok info warning error"
)
LEGEND = ("no data", "under 0.5", "0.5 to 0.9", "0.9 to 1.1", "1.1 to 2", "over 2")


def clusters() -> list[dict[str, Any]]:
    """Cluster cards."""
    texts = (
        (
            "Water cluster of the example",
            "water",
            "Companies and researchers who clean, save and measure water together.",
        ),
        (
            "Health and wellbeing cluster of the example",
            "wellbeing",
            "Services that reach people in their homes, built with those who use them.",
        ),
        (
            "Wood building",
            "forest",
            "A candidate found in the statistics: strong, growing and not yet organised.",
        ),
    )
    kinds = (("active", "Active"), ("forming", "Forming"), ("emerging", "Emerging"))
    return [
        {
            "name": name,
            "theme": theme,
            "text": text,
            "url": "/page/cluster/",
            "badges": [{"kind": kind, "text": label}, {"kind": "demo", "text": "Demo"}],
            "facts": [
                {"icon": "users", "text": "24 members"},
                {"icon": "calendar", "text": "since 2021"},
            ],
        }
        for (name, theme, text), (kind, label) in zip(texts, kinds, strict=True)
    ]


def organisations() -> list[dict[str, Any]]:
    """Rows of the directory."""
    names = (
        ("Saimaan Puu Oy", "company", "forest"),
        ("Lakeside University", "school", "water"),
    )
    names += (
        ("Example Municipality", "authority", "tourism"),
        ("Marja ja Sieni Ky", "wheat", "food"),
    )
    return [
        {
            "name": name,
            "icon": icon,
            "theme": theme,
            "url": "/page/organisations/",
            "facts": [
                {"icon": "pin", "text": "Mikkeli"},
                {"icon": "tag", "text": theme.title()},
            ],
            "badge": {"text": "Demo", "kind": "demo"},
        }
        for name, icon, theme in names
    ]


def candidates() -> list[dict[str, Any]]:
    """Rows of the candidates' table."""
    rows = (
        ("Forestry and fishing", "5.25", "100", "forest", "established", "high"),
        ("Wood products", "4.29", "81.7", "forest", "established", "high"),
        ("Textiles", "1.99", "37.9", "", "emerging", "low"),
        ("Building materials", "1.55", "29.5", "", "potential", "medium"),
        ("Accommodation and food", "1.01", "19.2", "tourism", "potential", "medium"),
    )
    names = ("name", "lq", "percent", "theme", "stage", "certainty")
    return [dict(zip(names, row, strict=True)) for row in rows]

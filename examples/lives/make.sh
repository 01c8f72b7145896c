#!/bin/sh
# Makes the site in a new folder, by commands alone: sh examples/lives/make.sh FOLDER
# With the addresses of pages after it, only those: sh examples/lives/make.sh FOLDER en/lives/brazil
set -e
HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
shift

nutgraf init . --name "The Long View" --languages en --contact desk@long-view.example --yes
nutgraf data add "$HERE/raw/lives.csv" --title "Lives, children and people, by country" \
    --key country,year --area country --row "country/countries and territories" --as-of year --value life_expectancy \
    --unit life_expectancy=years --unit children_per_woman=children_per_woman \
    --unit infant_deaths_per_thousand=deaths_per_thousand --unit population=persons \
    --noun "children_per_woman=child per woman/children per woman" \
    --noun "deaths_per_thousand=death per thousand/deaths per thousand" \
    --rounding life_expectancy=0.01 --rounding children_per_woman=0.01 \
    --rounding infant_deaths_per_thousand=0.1 --rounding population=1 \
    --source gapminder_2017 --publisher Gapminder --source-title "Life expectancy, fertility and infant mortality" \
    --published 2017 --address https://www.gapminder.org/data/ --license "CC BY 4.0" --yes
nutgraf data check

nutgraf new lives --title "{{ country }}" --table lives --matrix country --no-draft
cp "$HERE/notebooks/lives.ipynb" notebooks/
cp "$HERE/raw/countries-110m.json" data/

nutgraf check
nutgraf check --style
nutgraf build "$@"
nutgraf check --site

#!/bin/sh
# Makes the site in a new folder, by commands alone: sh examples/air/make.sh FOLDER
set -e
HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"

nutgraf init . --name "The Long Record" --languages en --currency USD --country US \
    --contact desk@long-record.example --yes
nutgraf data add "$HERE/raw/co2-concentration.csv" --name co2 --title "Carbon dioxide at Mauna Loa, by month" \
    --key date --as-of date --row month/months --value co2 \
    --unit co2=ppm --unit adjusted_co2=ppm --noun ppm=ppm/ppm --rounding co2=0.01 --rounding adjusted_co2=0.01 \
    --source scripps_2020 --publisher "Scripps CO2 Program" --source-title "In situ CO2 data, Mauna Loa" --published 2020 \
    --address https://scrippsco2.ucsd.edu/data/atmospheric_co2/primary_mlo_co2_record --license "CC BY 4.0" --yes
nutgraf data add "$HERE/raw/global-temp.csv" --name warmth --title "Temperature of land and sea, by year" \
    --rename temp=warmth --key year --as-of year --row year/years --unit warmth=degrees --noun degrees=degree/degrees --rounding warmth=0.01 \
    --source nasa_giss_2024 --publisher NASA --source-title "GISS Surface Temperature Analysis" --published 2024 \
    --address https://data.giss.nasa.gov/gistemp/ --license "public domain" --yes
nutgraf data check

nutgraf new air --title "What is in the air" --table co2 --no-draft
cp "$HERE/notebooks/air.ipynb" notebooks/

nutgraf check
nutgraf check --style
nutgraf build
nutgraf check --site

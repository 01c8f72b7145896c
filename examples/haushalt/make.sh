#!/bin/sh
# Makes the site in a new folder, by commands alone: sh examples/haushalt/make.sh FOLDER
set -e
HERE=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"

nutgraf init . --name "Ohlenburger Bote" --languages de --currency EUR --country DE \
    --contact redaktion@ohlenburger-bote.example --yes
nutgraf data add "$HERE/raw/ertraege.csv" --title "Erträge im Ergebnishaushalt" \
    --key jahr,posten --add-over posten --as-of jahr --row "Posten/Posten" --unit betrag=EUR --scale betrag=thousand --rounding betrag=100 \
    --source haushalt_2026 --publisher "Stadt Ohlenburg (erfunden)" --source-title "Haushaltsplan 2026 (erfunden)" \
    --published 2026 --address "" --license "CC0" --yes
nutgraf data add "$HERE/raw/aufwendungen.csv" --title "Aufwendungen im Ergebnishaushalt" \
    --key jahr,posten --add-over posten --as-of jahr --row "Bereich/Bereiche" --unit betrag=EUR --scale betrag=thousand --rounding betrag=100 \
    --source haushalt_2026 --yes
nutgraf data add "$HERE/raw/investitionen.csv" --title "Größere Investitionen" \
    --key projekt --add-over projekt --as-of 2026 --row "Vorhaben/Vorhaben" --unit kosten=EUR --low von --high bis \
    --scale kosten=million --scale von=million --scale bis=million --unit fertig=none --source haushalt_2026 --yes
nutgraf data add "$HERE/raw/schulden.csv" --title "Schulden zum Jahresende" \
    --key jahr --as-of jahr --row "Jahr/Jahre" --unit schulden=EUR --scale schulden=million --source haushalt_2026 --yes
nutgraf data add "$HERE/raw/einwohner.csv" --title "Einwohner nach Stadtteilen" \
    --key stadtteil,jahr --as-of jahr --row "Stadtteil/Stadtteile" --area stadtteil --whole Ohlenburg \
    --unit einwohner=persons --rounding einwohner=1 --decimal , --source haushalt_2026 --yes
nutgraf data check

nutgraf new haushalt --title "Der Haushalt der Stadt" --table aufwendungen --no-draft
cp "$HERE/notebooks/haushalt.ipynb" notebooks/

nutgraf check
nutgraf check --style
nutgraf build
nutgraf check --site

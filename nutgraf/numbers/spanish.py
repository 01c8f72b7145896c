"""The number words of Spanish, and the Spanish nouns that a number names."""

from __future__ import annotations

from nutgraf.numbers.vocabulary import Vocabulary, runs, split

_UNITS = """
        cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
        diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco
        veintiséis veintisiete veintiocho veintinueve"""
_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_HUNDREDS = "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient"
SMALL = (
    {word: n for n, word in enumerate(_UNITS.split())}
    | {
        "un": 1,
        "una": 1,
        "veintiún": 21,
        "veintiuna": 21,
        "dieciseis": 16,
        "veintidos": 22,
        "veintitres": 23,
        "veintiseis": 26,
    }
    | {word: 10 * n for n, word in enumerate(_TENS.split(), 3)}
    | {"cien": 100, "ciento": 100}
    | {f"{stem}{end}": 100 * n for n, stem in enumerate(_HUNDREDS.split(), 2) for end in ("os", "as")}
)
_ORDINAL_STEMS = {
    "segund": 2,
    "tercer": 3,
    "cuart": 4,
    "quint": 5,
    "sext": 6,
    "séptim": 7,
    "octav": 8,
    "noven": 9,
    "décim": 10,
}
ORDINALS = {f"{stem}{end}": n for stem, n in _ORDINAL_STEMS.items() for end in ("o", "a", "os", "as")} | {
    "primer": 1,
    "primero": 1,
    "primera": 1,
    "tercer": 3,
    "undécimo": 11,
    "undécima": 11,
    "duodécimo": 12,
    "vigésimo": 20,
    "vigésima": 20,
}
# un tercio, tres cuartos, una quinta parte: what the lower number of a fraction is called
PARTS = {
    "medio": 2,
    "tercio": 3,
    "cuarto": 4,
    "quinto": 5,
    "sexto": 6,
    "séptimo": 7,
    "octavo": 8,
    "noveno": 9,
    "décimo": 10,
    "centésimo": 100,
    "milésimo": 1000,
    "centésima": 100,
    "milésima": 1000,
    "décima": 10,
    "vigésima": 20,
    "centavo": 0,
}
PARTS = {word: n for word, n in PARTS.items() if n}
PARTS |= {f"{word}s": n for word, n in PARTS.items()}
SHARE_NOUNS = split(
    """
        punto puntos hora siglo millón galón libra milla taza los las la el lo su sus ese esa este esta
        todos todas"""
)
BEFORE_SHARE = split(
    "casi apenas cerca bajó subió cayó creció redujo aumentó otro sólo solo menos más por en a hasta alrededor"
)
MULTIPLE_STEMS = {
    "duplic": 2.0,
    "triplic": 3.0,
    "cuadruplic": 4.0,
    "cuadriplic": 4.0,
    "quintuplic": 5.0,
    "sextuplic": 6.0,
    "decuplic": 10.0,
}
_PAST_AND_PRESENT = split("ó aron ar a an ado ada ados adas aba aban ará arán aría arían ando arse ándose aran ara ase")
MULTIPLES = {f"{stem}{end}": factor for stem, factor in MULTIPLE_STEMS.items() for end in _PAST_AND_PRESENT} | {
    f"{stem[:-1]}qu{end}": factor for stem, factor in MULTIPLE_STEMS.items() for end in ("e", "en", "é")
}
# the noun says a multiple only after an article: "el doble", but "doble nacionalidad"
MULTIPLE_NOUNS = {"doble": 2.0, "triple": 3.0, "cuádruple": 4.0, "quíntuple": 5.0, "séxtuple": 6.0, "cuádruplo": 4.0}
HALF_UNITS = split(
    """
        millón docena hora siglo año punto milla libra taza galón tonelada kilo litro acre pulgada pie
        hectárea centavo decena centenar"""
)
SUPERLATIVES = split("más mayor menor mejor peor menos")
RANKING_VERBS = split(
    """
        llegó llegaron terminó terminaron quedó quedaron acabó finalizó clasificó entró ocupa ocupó ocupan
        ocupaba ocuparon está figura aparece ubica ubicó sitúa situó tiene tuvo es fue"""
)
GOING_VERBS = split("va van iba iban queda quedan viene vienen")
"""These rank too, unless it is said where to: "va primero a la tienda"."""
RANKING_NOUNS = split("lugar puesto sitio posición plaza")
DAILY = split("noticiero noticias telediario misa función tren vuelo clase reunión boletín autobús")
DAY_PARTS = split("mañana tarde noche madrugada mediodía")

SPANISH = Vocabulary(
    lang="es",
    small=SMALL,
    scales={
        "mil": 1e3,
        "millón": 1e6,
        "millones": 1e6,
        "billón": 1e12,
        "billones": 1e12,
        "millardo": 1e9,
        "millardos": 1e9,
    },
    joins=frozenset({"y"}),
    alone=frozenset({"un", "uno", "una"}),
    dozens={
        "docena": 12,
        "docenas": 12,
        "decena": 10,
        "decenas": 10,
        "veintena": 20,
        "treintena": 30,
        "centenar": 100,
        "quincena": 15,
        "cincuentena": 50,
        "centena": 100,
    },
    ordinals=ORDINALS,
    months=split(
        """
            enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre
            diciembre ene feb abr jun jul ago sept sep oct nov dic"""
    ),
    weekdays=split("lunes martes miércoles jueves viernes sábado domingo"),
    year_after=split(
        """
            en desde de del al a hasta entre para y o u año años fiscal calendario tributario tributarios
            ejercicio ejercicios hacia durante por antes después tras censo verano invierno otoño primavera
            ( , - – / el que elecciones informe edición desde"""
    ),
    counted=frozenset(),
    named=split(
        """
            sección secciones página páginas pág págs capítulo capítulos cap figura figuras fig figs sec kilómetro
            km pista columna sector celda aula asiento talla código extensión versículo salmo ios tabla tablas
            cuadro cuadros gráfico gráfica artículo artículos art arts inciso párrafo regla reglas
            formulario formularios forma título títulos número núm no n nro grado grados paso fase etapa
            nivel categoría tipo versión volumen tomo anexo apéndice nota línea apartado fracción enmienda
            propuesta proposición medida ley leyes decreto orden ejecutiva resolución proyecto expediente
            caso causa calle avenida av autopista carretera ruta interestatal salida vuelo autobús ómnibus
            andén muelle puerta sala habitación suite siglo postal cp precinto distrito canal publicación
            aviso carta boletín casilla renglón lista sub episodio temporada dígito dígitos iphone ipad"""
    )
    | {"§", "#", "º"},
    named_capital=split(
        """
            newschannel channel galería estudio sinfonía apolo fórmula windows boeing airbus local terminal
            estación zona región
            área lote bloque grupo juego semana día us pew univision telemundo fox canal sub g f fortune s&p
            dow nasdaq plan medida senado cámara"""
    ),
    carry=split("y o a al - – ,") | {"hasta"},
    percent=runs("%; por ciento; porciento; por cien; puntos porcentuales; punto porcentual"),
    money={
        "dólares": "usd",
        "dólar": "usd",
        "euros": "eur",
        "centavos": "cent",
        "centavo": "cent",
        "pesos": "mxn",
        "¢": "cent",
        "€": "eur",
    },
    between=frozenset({"a", "-", "–", "—", "y", "o", "al"}),
    after_pronoun=split(
        """
            no son eran fueron es están se de del en a y o pero que con por para como ni ya también nunca han
            habían tienen pueden deben dicen dijeron miden cuentan difieren juntos juntas primeras primeros últimas
            últimos porque cuando si según"""
    ),
    idioms=runs(
        """
            s & p 500; cero tolerancia; tolerancia cero; zona cero; suma cero; desde cero; de cero;
            fortune 500; uno a uno; de una vez; mil gracias; mil perdones; a las mil maravillas; dos por tres;
            cada dos por tres; nasdaq 100; los cuatro vientos; bajo cero; sobre cero; diez mandamientos;
            siete días a la semana; siete días de la semana; 24 horas al día; 24 horas del día; 365 días del año"""
    ),
)

state-open = Auki
state-waiting = Odottaa asiakasta
state-resolved = Hoidettu
channel-email = Sähköposti
channel-chat = Chat
channel-phone = Puhelin
channel-walk-in = Kohdattu paikan päällä
channel-web-form = Verkkolomake
channel-social = Some
channel-letter = Kirje
channel-api = Toinen järjestelmä
channel-by = { $channel ->
    [email] sähköpostilla
    [chat] chatissa
    [phone] puhelimessa
    [walk_in] paikan päällä
    [web_form] verkkolomakkeella
    [social] somessa
    [letter] kirjeellä
   *[api] toisesta järjestelmästä
}

list-untaken = { $count ->
    [one] Yksi asia on vielä ilman hoitajaa
   *[other] { $count } asiaa on vielä ilman hoitajaa
}
list-narrow = Näytä
list-pages = Lisää asioita
list-first = Takaisin alkuun
list-next = Näytä lisää
list-waited = odottanut
list-promise = Lupaus
list-promise-late = Lupaus myöhässä
list-nobody = Ei vielä kenelläkään
list-mine-empty = Kukaan ei odota sinua
list-mine-empty-says = Kun otat asian hoitaaksesi, se pysyy tässä, kunnes se on hoidettu.
list-all-empty = Täällä ei ole mitään
list-all-empty-says = Mikään asia ei juuri nyt sovi tähän valintaan.

narrow-everything = Kaikki
narrow-waiting-for-us = Odottaa meitä
narrow-untaken = Ei kenelläkään
narrow-waiting-for-customer = Odottaa asiakasta
narrow-resolved = Hoidettu
list-untaken-many = Yli { $count } asiaa on vielä ilman hoitajaa
narrow-unsolved = Kesken
state-merged = Yhdistetty
size-bytes = { $n } tavua
size-kib = { $n } kt
size-mib = { $n } Mt

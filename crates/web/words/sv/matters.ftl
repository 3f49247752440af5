state-open = Öppet
state-waiting = Väntar på kunden
state-resolved = Löst
channel-email = E-post
channel-chat = Chatt
channel-phone = Telefon
channel-walk-in = Möte på plats
channel-web-form = Webbformulär
channel-social = Sociala medier
channel-letter = Brev
channel-api = Ett annat system
channel-by = { $channel ->
    [email] per e-post
    [chat] i chatten
    [phone] per telefon
    [walk_in] på plats
    [web_form] på webbformuläret
    [social] i sociala medier
    [letter] per brev
   *[api] från ett annat system
}

list-untaken = { $count ->
    [one] Ett ärende har ännu ingen
   *[other] { $count } ärenden har ännu ingen
}
list-narrow = Visa
list-pages = Fler ärenden
list-first = Tillbaka till början
list-next = Visa fler
list-waited = väntat
list-promise = Löfte
list-promise-late = Löftet försenat
list-nobody = Ingen har det ännu
list-mine-empty = Ingen väntar på dig
list-mine-empty-says = När du tar hand om ett ärende står det här tills det är löst.
list-all-empty = Här finns inget
list-all-empty-says = Inget ärende passar det här valet just nu.

narrow-everything = Alla
narrow-waiting-for-us = Väntar på oss
narrow-untaken = Ingen har det
narrow-waiting-for-customer = Väntar på kunden
narrow-resolved = Löst
list-untaken-many = Över { $count } ärenden har ännu ingen
narrow-unsolved = Olösta
state-merged = Sammanslaget
size-bytes = { $n } byte
size-kib = { $n } kB
size-mib = { $n } MB

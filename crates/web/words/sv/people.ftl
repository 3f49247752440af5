customer-title = Kund
customer-since = Kund sedan { $date }
customer-identities = Så når du kunden
customer-no-identities = Vi har ännu inget sätt att nå kunden.
customer-verified = bekräftad
customer-promises = Löften
customer-no-promises = Inga öppna löften.
customer-promise-late = försenat
customer-remedies = Gottgjort tidigare
customer-no-remedies = Inget före det här.
customer-cases = Ärenden
customer-other-cases = Andra ärenden
customer-no-cases = Inga ännu.
customer-everything = Allt om den här kunden
customer-more = Kontaktuppgifter och andra ärenden

login-lead = Den som möter kunden får rätta till saken.
login-email = E-post
login-password = Lösenord
login-in = Logga in
login-wrong = Dörren öppnades inte
login-wrong-says = E-posten eller lösenordet stämmer inte. Inget är låst: försök igen eller be administratören om ett nytt lösenord.

catch-lead = Några ord räcker. Efter det kan ärendet inte försvinna.
catch-what = Vad gäller det?
catch-what-help = Med kundens egna ord, om du kan.
catch-name = Vem?
catch-phone = Telefon
catch-email = E-post
catch-channel = Hur möttes ni?
catch-save = Fånga upp
catch-says = Ärendet är ditt tills du ger det till någon, och kundens klocka börjar nu.

sent-title = Skickat
sent-lead = Det här huset har ännu ingen postserver: svaren stannar här och går inte i väg.
sent-empty = Inget skickat ännu
sent-empty-says = När du svarar en kund kommer posten hit.
sent-case = Till ärende { $number }

account-title = Min sida
account-mandates = Vad du får göra
account-may = Du får ge utan att fråga: { $kinds }.
account-apology = Du får alltid be om ursäkt.
account-stretch = Upp till { $amount } när du skriver varför. Det granskas efteråt.
account-alone = Upp till { $amount } när ingen med större befogenhet är på plats.
account-co-sign = Upp till { $amount } när en kollega skriver under.
account-screen = Skärm
account-theme = Ljus
account-save = Spara
account-logout = Logga ut
theme-device = Som på enheten
theme-light = Ljust
theme-dark = Mörkt
shortcuts-on = På
shortcuts-off = Av

missing-title = Här finns inget
missing-safe = Det kan ha flyttat, eller så är det inte avsett för dig. Inget har försvunnit.
fault-title = Det här gick fel hos oss
fault-safe = Vi vet inte om det hann sparas. Det du skrev är kvar, och om du försöker igen händer ingenting två gånger.
fault-again = Försök igen
fault-reference = Om du ber om hjälp, nämn det här:
customer-nameless = Okänd
customer-unknown = Vi vet ännu inte vem kunden är.
customer-no-others = Inga andra.
customer-reach = Lägg till ett sätt att nå kunden
customer-reach-by = Hur?
customer-address = Adress eller nummer
customer-reach-add = Lägg till
catch-who-missing = Vem gäller det? Ett namn, telefonnummer eller e-post räcker.
role-name = { $role ->
    [colleague] medarbetare
    [agent] kundservice
    [lead] chef
    [process_owner] processägare
   *[admin] administratör
}
login-wait = Vänta en stund
login-wait-says = Många försök har gjorts härifrån i rad. Inget är låst: försök igen om en minut.

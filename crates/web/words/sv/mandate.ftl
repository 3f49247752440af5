nav-mandates = Befogenheter
mandates-lead = Vem som får ge vad utan att fråga, och hur långt det räcker. Alla här kan läsa det.
mandates-new = Ny befogenhet
mandates-all = Alla befogenheter
mandates-how = Hur fungerar en befogenhet?
mandates-how-says = En befogenhet säger hur långt man får gå utan att fråga. Med en skriven motivering får man gå längre, och någon tittar på det efteråt. Bortom det skriver en kollega under, eller någon med större befogenhet avgör. Av flera befogenheter används den med mest rum. Det du ändrar gäller från nästa beslut; det som har getts förblir givet.
mandates-empty = Ingen får ge något ännu
mandates-empty-says = Gör den första befogenheten: vem, vad och hur mycket.
mandates-roles = Enligt roll
mandates-teams = Team
mandates-people = En person
mandate-change = Ändra
mandate-more = Historia
mandate-end = Avsluta den
mandate-remarks = Bra att veta
mandate-not-yet = gäller inte ännu
mandate-over = tiden är ute
mandate-ended = avslutad

mandate-who-everyone = Var och en
mandate-who-role = { $role ->
    [colleague] Varje medarbetare
    [agent] Alla i kundservice
    [lead] Varje chef
    [process_owner] Varje processägare
   *[admin] Varje administratör
}
mandate-who-team = Alla i teamet { $team }
mandate-who-gone = Någon som inte längre är här
mandate-says = { $who } får ge { $what }: högst { $limits }.
mandate-says-free = { $who } får ge { $what } utan övre gräns.
mandate-and = { $list } och { $last }
mandate-or = { $list } eller { $last }
mandate-days = { $days ->
    [one] en dag
   *[other] { $days } dagar
}
mandate-limit = { $limit ->
    [per_remedy] { $amount } på en gång
    [per_case] { $amount } i ett ärende
    [per_customer_window] { $amount } till en kund på { $span }
    [per_agent_window] { $amount } på { $span }
   *[per_team_window] { $amount } av hela teamet på { $span }
}
mandate-stretch = Med en skriven motivering högst { $limits }. Det granskas efteråt.
mandate-alone = Högst { $limits } när ingen med större befogenhet är på plats.
mandate-co-sign = Högst { $limits } när { $who } skriver under.
mandate-signer-everyone = vilken kollega som helst
mandate-signer-role = { $role ->
    [colleague] en medarbetare utan annan roll
    [agent] någon i kundservice
    [lead] en chef
    [process_owner] en processägare
   *[admin] en administratör
}
mandate-signer-team = någon i teamet { $team }
mandate-only = Bara { $what }.
mandate-if-channel = när kunden kom { $by_channel }
mandate-if-segment = för kundgruppen ”{ $code }”
mandate-if-cause = när orsaken är ”{ $code }”
mandate-if-step = i processens steg ”{ $code }”
mandate-if-bulletin = i ärenden med meddelandet ”{ $code }”
mandate-if-closed = utanför servicetiden
mandate-if-open = under servicetiden
mandate-if-first = när kunden inte har fått det här förut
mandate-if-own = Bara på det här villkoret:
mandate-from = Från { $date }.
mandate-until = Till slutet av { $date }.
mandate-from-until = Från { $date } till slutet av { $until }.
mandate-set-by = { $who }, { $when }
mandate-set-house = Sedan huset började, { $when }
mandate-version = version { $version }

mandate-row-who = Vem
mandate-row-what = Vad
mandate-row-signers = Vem kan skriva under
mandate-row-when = När
mandate-row-valid = Tid
mandate-term = { $limit ->
    [per_remedy] På en gång
    [per_case] I ett ärende
    [per_customer_window] Till en kund, över tid
    [per_agent_window] Av en person, över tid
   *[per_team_window] Av hela teamet, över tid
}
mandate-level = { $level ->
    [within] utan att fråga
    [stretch] med motivering
    [alone] på egen hand
   *[co_sign] med underskrift
}
mandate-row = { $limit }, { $level }
mandate-row-none = inte satt
mandate-row-free = ingen gräns
mandate-row-always = alltid
mandate-row-nobody = ingen

mandate-history = Vad som har hänt med den
mandate-first = Så började den.
mandate-same = Samma villkor på nytt.
mandate-ended-here = Avslutades här.
mandate-table-what = Vad
mandate-table-before = Före
mandate-table-after = Efter
mandate-table-now = Nu
mandate-table-yours = Din
did-mandate-set = Sparat. Det gäller från och med nu.
did-mandate-ended = Avslutad. Inget mer ges med stöd av den.

mandate-form-new = Ny befogenhet
mandate-form-change = Ändra en befogenhet
mandate-form-who = Vem får ge?
mandate-form-group-role = Enligt roll
mandate-form-group-team = Team
mandate-form-group-person = En person
mandate-form-what = Vad får ges?
mandate-form-what-help = En gåva har sin egen befogenhet. Att be om ursäkt kräver ingen.
mandate-form-much = Hur mycket?
mandate-form-much-help = Ett tomt fält begränsar inte.
mandate-form-case = I ett ärende, utan att fråga
mandate-form-window = Sammanlagt, av en person
mandate-form-days = På hur många dagar
mandate-form-stretch = I ett ärende, med en skriven motivering
mandate-form-more-sign = På egen hand och med underskrift
mandate-form-alone = I ett ärende, när ingen med större befogenhet är på plats
mandate-form-alone-help = Alltid med en skriven motivering.
mandate-form-sign = I ett ärende, med underskrift
mandate-form-signers = Vem kan skriva under?
mandate-form-signer = En person eller ett team till
mandate-form-nobody = Ingen
mandate-form-more-limits = Fler gränser
mandate-form-currency = Valuta
mandate-form-currency-help = Tre bokstäver, till exempel EUR. Summor räknas aldrig om.
mandate-form-more-when = Bara i vissa lägen
mandate-form-when-help = Allt du väljer här måste gälla samtidigt.
mandate-form-channel = Hur kunden kom
mandate-form-any = Hur som helst
mandate-form-segment = Kundgrupp
mandate-form-cause = Orsak
mandate-form-step = Processens steg
mandate-form-bulletin = Meddelande
mandate-form-code-help = Den kod som ert hus använder.
mandate-form-hours = Vilken tid
mandate-form-hours-any = När som helst
mandate-form-first = Bara första gången kunden får det här
mandate-form-own = Skriv själv
mandate-form-own-help = Till exempel context.amount < 2000 && context.channel != "phone". Lämna då valen ovan tomma.
mandate-form-more-valid = Bara en viss tid
mandate-form-from = Första dagen
mandate-form-until = Sista dagen
mandate-form-used = används
mandate-form-look = Se vad som ändras
mandate-form-look-says = Inget sparas ännu.

mandate-ahead-title = Innan du sparar
mandate-ahead-end = Innan du avslutar den
mandate-ahead-lead = Inget har ändrats ännu. Det här skulle det innebära.
mandate-ahead-will = Så här skulle den lyda
mandate-ahead-was = Så här lyder den nu
mandate-ahead-changes = Vad som ändras
mandate-ahead-nothing = Inget: den lyder redan så.
mandate-ahead-whom = Vilka det gäller
mandate-ahead-people = { $count ->
    [0] Ingen som är här nu.
    [one] En person: { $names }.
   *[other] { $count } personer: { $names }.
}
mandate-ahead-gain = Nya: { $names }.
mandate-ahead-lose = Inte längre: { $names }.
mandate-ahead-others = { $names } och { $count } till
mandate-ahead-free = Här finns ingen övre gräns
mandate-ahead-free-says = Den som har befogenheten får ge vilken summa som helst. Låt det stå så bara om du menar det.
mandate-ahead-back = De senaste { $days } dagarna
mandate-ahead-since = Räknat från { $date }, eftersom det fanns mycket att räkna.
mandate-ahead-how = { $count ->
    [one] Tidens enda beslut, fattat på nytt så som du vill ha det. Det förutsätter att människor frågar som de frågade och skriver en motivering där den behövs.
   *[other] Tidens { $count } beslut, fattade på nytt så som du vill ha det. Det förutsätter att människor frågar som de frågade och skriver en motivering där den behövs.
}
mandate-ahead-none = Ingen har frågat om något under den här tiden, så det finns inget att jämföra.
mandate-ahead-before = Med nuvarande befogenheter
mandate-ahead-after = Med det här
mandate-ahead-without = Utan den
mandate-ahead-given = Givet sammanlagt
mandate-ahead-same = Varje beslut skulle ha blivit detsamma.
mandate-ahead-other = { $count ->
    [one] Ett beslut skulle ha blivit ett annat:
   *[other] { $count } beslut skulle ha blivit andra:
}
mandate-ahead-turn = { $before } → { $after }: { $count }
mandate-ahead-reason = Varför?
mandate-ahead-reason-help = Alla kan läsa det bredvid befogenheten.
mandate-ahead-save = Spara
mandate-ahead-save-says = Det gäller från nästa beslut. Det som har getts förblir givet.
mandate-ahead-edit = Ändra något till
mandate-ahead-end-now = Avsluta den nu

outcome-count-within = Utan att fråga
outcome-count-stretch = Med motivering
outcome-count-co-sign = Med underskrift
outcome-count-escalate = Avgjort av någon annan
outcome-count-forbidden = Förbjudet av en regel

remark-overlap = { $people ->
    [one] En person har en annan befogenhet för detsamma
   *[other] { $people } personer har en annan befogenhet för detsamma
}
remark-used-this = Den här används alltid: den räcker aldrig kortare.
remark-used-other = Den andra används alltid, så den här gör ingen skillnad för dem.
remark-used-this-first = Den här används först, sedan den som har mest kvar.
remark-used-other-first = Den andra används först, sedan den som har mest kvar.
remark-used-either = De räcker lika långt; den som har mest kvar används.
remark-nobody = Ingen har befogenhet för { $kind } ({ $currency }).
remark-role-without = Rollen ”{ $role }” saknar befogenhet för { $kind } ({ $currency }).
remark-role-nothing = I rollen ”{ $role }” får man inte ge någonting.
remark-no-stretch = { $limit }: den här gränsen ger inte efter för en motivering, och de andra gör det. När den är förbrukad hjälper ingen motivering.
remark-nobody-signs = En underskrift skulle räcka längre, men ingen kan ge den.
remark-signed-up-to = De som kan skriva under har själva rum till { $amount }, och inte längre.
remark-ends-soon = Den tar slut snart: { $date }.
remark-over = Dess tid är ute innan den börjar.

no-mandate-holder = Välj någon som arbetar här.
no-mandate-kinds = Välj vad som får ges. En gåva står för sig.
no-mandate-currency = Det här är ingen valuta. Skriv tre bokstäver, till exempel EUR.
no-mandate-negative = Skriv noll eller mer.
no-mandate-first = Skriv här hur långt det räcker utan att fråga.
no-mandate-stretch = Det här måste vara minst lika mycket som utan att fråga.
no-mandate-alone = Det här måste vara minst lika mycket som med motivering.
no-mandate-sign = Det här måste vara minst lika mycket som utan att fråga.
no-mandate-days = Skriv ett antal dagar, från 1 till { $most }.
no-mandate-signers = Välj vem som kan skriva under, eller lämna summan med underskrift tom.
no-mandate-code = Använd bara bokstäverna a–z, siffror och . _ -, högst 60.
no-mandate-both = Välj ovan eller skriv själv, inte båda.
no-mandate-day = Det här är ingen dag.
no-mandate-until = Den sista dagen kommer före den första.
no-mandate-why = Skriv varför. De som det gäller läser det.
no-mandate-stale = Någon ändrade det här medan du skrev
no-mandate-stale-says = Inget av ditt är borta, och inget av deras skrevs över. Se båda, och gå sedan vidare från ditt eller låt det vara som det är.
no-mandate-gone = Någon avslutade den här befogenheten medan du skrev
no-mandate-gone-says = Inget av ditt är borta. Om den ändå ska gälla, spara den som en ny befogenhet.
no-mandate-fields = Det togs inte emot ännu. Se de markerade fälten.
no-condition-line = Rad { $line }: { $says }
no-condition-empty = Det här säger ingenting. Säg när den gäller, eller lämna tomt.
no-condition-long = Det här är för långt. Gör två befogenheter av det.
no-condition-unreadable = Det här går inte att läsa. Varje del är något i stil med context.channel == "email", och mellan delarna står && eller ||.
no-condition-decimals = Skriv summor i cent utan decimaltecken: 7,50 är 750.
no-condition-unknown = Här finns inget sådant: { $said }. De här finns: { $names }.
no-condition-kind = Det här går inte ihop: { $said }. Jämför texter med texter inom citattecken, och summor med heltal.
no-condition-reckoned = Här räknas ingenting. Jämför med ett heltal.
no-condition-code = { $name } är aldrig ”{ $said }”.
no-condition-never = Det här kan aldrig vara sant.
no-condition-doubtful = Här finns ett tecken som kan förväxlas med ett annat. Skriv det på nytt.

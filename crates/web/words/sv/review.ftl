nav-reviews = Omdömen
nav-reviews-waiting = väntar på en andra blick
review-title = Var det här rätt?
review-lead = Någon gav det här för att ställa saken till rätta. Säg vad du tycker. Den som gav läser det, och inget tas tillbaka.
review-left = { $count ->
    [1] Den sista.
   *[other] { $count } kvar. Ta den tid du behöver.
}
review-back = Alla omdömen
review-given = { $who } gav det här
review-no-reason = Ingen motivering behövdes, och ingen skrevs.
review-taken-back = Det togs tillbaka senare.
review-because = Varför du ser det här
because-stretch = Gavs utöver gränsen, med en motivering.
because-alone = Gavs långt utöver gränsen, när ingen med mer utrymme kunde nås.
because-co-sign = Undertecknades inom en halv minut från frågan.
because-random = Lottades fram, som var tjugonde.
because-same-payee = Samma konto finns hos flera kunder.
because-under-the-limit = Ett av många belopp strax under en gräns.
because-again-and-again = En av många som samma person gav samma kund.
review-because-none = Inget kräver det. Du kom för att titta.
review-room = Den som gav kunde ha gett { $within } rakt av, och { $stretch } med en motivering.
review-no-contacts = Inget sades skriftligt.
review-whole-case = Hela ärendet { $number }
review-question = Vad säger du?
judgement-right = Rätt
judgement-right-says = Jag hade gjort likadant.
judgement-understandable = Förståeligt
judgement-understandable-says = Jag hade gjort annorlunda, men då var det vettigt.
judgement-wrong = Fel
judgement-wrong-says = Det här borde inte ha getts.
review-word = Ett ord till { $who }
review-word-help = Tack eller råd, om du vill. Skriv det innan du svarar.
review-own = Du hade en del i det här. Någon annan säger vad de tycker.
review-skip = Låt den vänta
review-done = Allt har blivit sett
review-done-says = Tack. Dina kolleger läser vad du har sagt till dem.
review-skipped = Det var den sista
review-skipped-says = { $count ->
    [1] En som du lät vänta finns kvar.
   *[other] { $count } som du lät vänta finns kvar.
}
review-again = Titta på dem nu
review-correct = Jag tryckte fel: rätta det
did-reviewed = Sparat. Den som gav kan läsa vad du sade.
no-own-review = Någon annan ser på den här
no-own-review-says = Du gav den, bad om den eller undertecknade den. Inget sparades.
no-reviewed = Någon har redan sagt vad de tycker
no-reviewed-says = Det svaret står kvar och ditt sparades inte. Du ser det här.
deed-reviewed = { $who } såg tillbaka på det som gavs
keys-review = Rätt, förståeligt, fel

trust-title = Förtroende
trust-lead = Vad omdömena säger om varje befogenhet, och vad som sticker ut. Inget här sker av sig självt.
trust-lead-own = Vad andra sade om det du gav. Bara du och din chef ser det.
trust-own = Om det du gav
trust-few = { $count ->
    [0] Inget har fått ett omdöme ännu.
    [one] Ett omdöme: för lite för att säga något.
   *[other] { $count } omdömen: för lite för att säga något.
}
trust-interval = Mellan { $low } och { $high } % är i sin ordning, enligt { $count } omdömen.
trust-counts = { $right } rätt, { $understandable } förståeligt, { $wrong } fel
trust-agents = Om det andra gav
trust-agents-says = I namnordning. Siffrorna varierar med turen och med arbetet; de är ingen rangordning.
trust-mandates = Per befogenhet
trust-lot = Av { $count } framlottade var { $sound } i sin ordning: mellan { $low } och { $high } % av allt som ges.
trust-earlier = { $count ->
    [one] Ett omdöme till gäller tidigare villkor.
   *[other] { $count } omdömen till gäller tidigare villkor.
}
trust-widen = Det här kunde räcka längre
trust-widen-says = Även försiktigt läst säger { $count } omdömen att { $share } % är i sin ordning.
trust-narrow = Det här kunde begränsas mer
trust-narrow-says = Även välvilligt läst säger { $count } omdömen att högst { $share } % är i sin ordning.
trust-take = Flytta gränsen från { $now } till { $then }
trust-limit = Ny gräns
trust-limit-help = Gäller från och med nu. Det som ligger bortom gränsen förblir minst lika vitt.
trust-why = Varför?
trust-take-now = Sätt den här gränsen
trust-leave = Låt det vara
trust-leave-says = Det föreslås igen när hälften mer är känt.
trust-leave-now = Låt vara
trust-declined = { $who } lät det vara { $when }.
trust-about = Vad siffrorna betyder
trust-about-says = Både rätt och förståeligt räknas som i sin ordning: en vettig handling som visade sig bli något annat är just vad en befogenhet ber om. Varje siffra börjar från det som de andras omdömen låter vänta och stöder sig på det som på tjugo omdömen. Nio gånger av tio ligger den verkliga andelen i intervallet. Under tio omdömen går inget att säga.
did-trust-set = Gränsen är satt och gäller från och med nu.
did-trust-left = Befogenheten förblir som den är.
did-trust-well = Noterat. Det frågas igen först när mycket mer sticker ut.

questions-title = Vad som sticker ut
questions-lead = Frågor, inte domar. De flesta har ett oskyldigt svar.
question-same-payee = Varför går pengar för { $count } kunder till ett konto, av { $among } konton?
question-under-the-limit = Varför ligger { $count } belopp av { $among } strax under gränsen { $limit }? Kanske är gränsen för låg.
question-under-the-limit-of = Varför ligger { $count } av de { $among } belopp som { $who } gav strax under gränsen { $limit }?
question-again-and-again = Varför gav { $who } något { $count } gånger till { $customer }? Det finns { $among } par.
question-innocent = Det kan mycket väl vara ingenting:
question-remedies = { $count ->
    [one] Den som ligger bakom
   *[other] De { $count } som ligger bakom
}
question-remedy = Titta på nummer { $number }
question-well = Jag har sett efter: allt är väl
question-found = Vad var det?
question-well-says = Om du vill. Det frågas igen först när hälften mer sticker ut.
question-well-now = Allt är väl
note-household = Ett par eller en familj har ett konto.
note-pays-for-many = Ett företag, en förening eller en resebyrå betalar för många.
note-prices-are-such = Det vi säljer kostar just så mycket. Priser som flera har gett, och sådana som 49,90, är redan borträknade.
note-round-left-out = Jämna belopp och precis gränsen är vana och är redan borträknade.
note-keeps-its-owner = En person betjänar kunden hela vägen. Så arbetar vi.
note-much-trouble = Vissa kunder har haft mycket besvär.

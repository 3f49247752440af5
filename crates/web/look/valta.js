// Everything here makes a page that already works a little kinder; nothing needs it.

import { keepTimes } from "./times.js";
import { careForForms } from "./forms.js";
import { openActsInPlace, stayTrue } from "./live.js";
import { askWhatMayBeGiven } from "./decide.js";
import { listenForKeys } from "./keys.js";
import { keepDrafts } from "./keep.js";
import { bePresent } from "./present.js";
import { tellHere } from "./push.js";
import { askWhere } from "./where.js";
import { tellTheZone } from "./zone.js";

document.documentElement.classList.add("script");
tellTheZone();
// A page that answers a form stands at its own address, so that it can be fetched again.
if (document.body.dataset.here) history.replaceState(null, "", document.body.dataset.here);
careForForms();
stayTrue();
openActsInPlace();
askWhatMayBeGiven();
listenForKeys();
keepTimes();
keepDrafts();
bePresent();
askWhere();
tellHere();

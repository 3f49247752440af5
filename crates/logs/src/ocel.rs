//! OCEL: events that belong to several objects. One type of object is taken as the case, and an event counts
//! in each case that it belongs to.

pub(crate) mod json;
pub(crate) mod sqlite;

use rustc_hash::FxHashMap;

use crate::{
    Place, Wanted, Wrong,
    log::{Log, NONE, Noticed, Skipped, Slot, Symbols, Table, Uses, finish, narrow},
    words,
};

/// What an event does is its type.
const ACTIVITY: &str = "ocel:type";

/// Everything that was read, before a case was chosen.
pub(crate) struct Gathered {
    /// One row an event; its cases are not known yet.
    table: Table,
    /// By the name of an attribute, its slot, if it is read.
    known: FxHashMap<String, Option<usize>>,
    wanted: Vec<String>,
    /// With an owner said, no other is looked for.
    look: bool,
    objects: Symbols,
    /// For each object; `NONE` for one that is only mentioned.
    types: Vec<u32>,
    type_names: Symbols,
    amounts: Vec<f64>,
    /// Of each event, where its objects begin; one more at the end.
    from: Vec<usize>,
    related: Vec<u32>,
}

impl Gathered {
    fn new(wanted: &Wanted) -> Gathered {
        let mut names: Vec<String> = wanted.names().filter(|name| name != ACTIVITY).collect();
        names.insert(0, ACTIVITY.to_owned());
        let table = Table::new(names.clone(), wanted.amount.clone());
        Gathered {
            table,
            known: FxHashMap::default(),
            wanted: names,
            look: wanted.owners.is_empty(),
            objects: Symbols::default(),
            types: Vec::new(),
            type_names: Symbols::default(),
            amounts: Vec::new(),
            from: vec![0],
            related: Vec::new(),
        }
    }

    /// The number of that object, known or mentioned.
    fn object(&mut self, id: &str) -> u32 {
        let number = self.objects.number(id.as_bytes());
        if self.types.len() < self.objects.len() {
            self.types.push(NONE);
            self.amounts.push(f64::NAN);
        }
        number
    }

    fn object_type(&mut self, object: u32, name: &str) {
        let number = self.type_names.number(name.as_bytes());
        if let Some(kind) = self.types.get_mut(object as usize) {
            *kind = number;
        }
    }

    fn object_amount(&mut self, object: u32, value: &str, place: Place) {
        let number = self.table.number(value.as_bytes(), place);
        if let Some(amount) = self.amounts.get_mut(object as usize) {
            *amount = number;
        }
    }

    /// Where the values of this attribute go, if they are read.
    fn slot(&mut self, name: &str) -> Option<usize> {
        if let Some(slot) = self.known.get(name) {
            return *slot;
        }
        let read = self.wanted.iter().any(|wanted| wanted == name)
            || (self.look && words::OWNER.contains(&words::plain(name).as_str()));
        let slot = read.then(|| {
            self.table.slot(name.as_bytes()).unwrap_or_else(|| {
                let values = vec![NONE; self.table.at.len()];
                self.table.slots.push(Slot {
                    name: name.to_owned(),
                    symbols: Symbols::default(),
                    values,
                    default: None,
                });
                self.table.row.push(NONE);
                self.table.slots.len() - 1
            })
        });
        self.known.insert(name.to_owned(), slot);
        slot
    }

    fn attribute(&mut self, name: &str, value: &str, place: Place) {
        if let Some(slot) = self.slot(name) {
            self.table.set(slot, value.as_bytes());
        }
        if self.table.amount.as_deref() == Some(name) {
            self.table.row_amount = self.table.number(value.as_bytes(), place);
        }
    }

    /// The event that was being read is whole; its objects were put into `related`.
    fn push(&mut self, activity: &str, at: i64) -> Result<(), Wrong> {
        self.table.set(0, activity.as_bytes());
        self.table.push(0, at)?;
        self.from.push(self.related.len());
        Ok(())
    }

    fn related(&self, event: usize) -> &[u32] {
        let at = |index: usize| self.from.get(index).copied().unwrap_or(self.related.len());
        self.related.get(at(event)..at(event + 1)).unwrap_or_default()
    }

    fn type_of(&self, object: u32) -> u32 {
        self.types.get(object as usize).copied().unwrap_or(NONE)
    }

    fn type_number(&self, name: &str) -> Option<u32> {
        (0..narrow(self.type_names.len())).find(|&number| self.type_names.text(number) == name)
    }

    /// The type that is a case: as asked, by its name, or the one that most events belong to.
    fn case_type(&mut self, asked: Option<&str>) -> Result<u32, Wrong> {
        let names: Vec<String> = (0..narrow(self.type_names.len()))
            .map(|number| self.type_names.text(number).to_owned())
            .collect();
        if let Some(name) = asked {
            return self.type_number(name).ok_or_else(|| {
                Wrong::asked(format!("there is no type of object {name:?}; the log has {}", names.join(", ")))
            });
        }
        let mut many = vec![0_u64; names.len()];
        for event in 0..self.table.at.len() {
            let mut seen: Vec<u32> = self.related(event).iter().map(|&object| self.type_of(object)).collect();
            seen.sort_unstable();
            seen.dedup();
            for kind in seen {
                if let Some(many) = many.get_mut(kind as usize) {
                    *many += 1;
                }
            }
        }
        let by_name = words::likeliest(&names, words::OBJECT).filter(|&index| many.get(index) > Some(&0));
        let most = many.iter().copied().max().unwrap_or(0);
        let index = match by_name {
            Some(index) => index,
            None => many.iter().position(|&events| events == most && most > 0).ok_or_else(|| {
                Wrong::whole("no event belongs to an object of a known type, so there are no cases")
            })?,
        };
        let because = if by_name.is_some() {
            "the likeliest of the names of types"
        } else {
            "the type of object that most events belong to"
        };
        self.table.guess("case", names.get(index).cloned().unwrap_or_default(), because);
        Ok(narrow(index))
    }

    /// One row for each event and each case that it belongs to.
    fn flatten(mut self, wanted: &Wanted) -> Result<Log, Wrong> {
        let kind = self.case_type(wanted.case.as_deref())?;
        let owners = self.owners(wanted)?;
        let activity =
            if wanted.activity.is_empty() { vec![ACTIVITY.to_owned()] } else { wanted.activity.clone() };
        let mut cases = vec![NONE; self.types.len()];
        let mut names = Vec::new();
        let mut of_case = Vec::new();
        let (mut source, mut case, mut several) = (Vec::new(), Vec::new(), 0);
        let mut own = Vec::new();
        let mut without = 0;
        for event in 0..self.table.at.len() {
            own.clear();
            own.extend(self.related(event).iter().copied().filter(|&object| self.type_of(object) == kind));
            own.sort_unstable();
            own.dedup();
            several += u64::from(own.len() > 1);
            without += u64::from(own.is_empty());
            for &object in &own {
                let Some(number) = cases.get_mut(object as usize) else { continue };
                if *number == NONE {
                    *number = narrow(names.len());
                    names.push(Box::from(self.objects.text(object)));
                    of_case.push(self.amounts.get(object as usize).copied().unwrap_or(f64::NAN));
                }
                source.push(event);
                case.push(*number);
            }
        }
        for _ in 0..without {
            self.table.skip(Skipped::NoCase, Place::Nowhere);
        }
        let idle = self.types.iter().zip(&cases).filter(|(of, case)| **of == kind && **case == NONE).count();
        for _ in 0..idle {
            self.table.skip(Skipped::EmptyCases, Place::Nowhere);
        }
        let table = &mut self.table;
        table.notice(Noticed::SeveralCases, several);
        let pick = |values: &[u32]| source.iter().filter_map(|&event| values.get(event).copied()).collect();
        for slot in &mut table.slots {
            slot.values = pick(&slot.values);
        }
        table.at = source.iter().filter_map(|&event| table.at.get(event).copied()).collect();
        if table.amount.is_some() {
            table.of_event = source.iter().filter_map(|&event| table.of_event.get(event).copied()).collect();
        }
        table.case = case;
        table.names = names;
        table.of_case = of_case;
        if table.at.is_empty() {
            return Err(Wrong::whole("no event belongs to a case of the type that was chosen"));
        }
        let filled = |name: &str| self.table.slot(name.as_bytes()).is_some();
        if let Some(name) = activity.iter().chain(&wanted.state).find(|name| !filled(name)) {
            return Err(Wrong::asked(format!("no event has the attribute {name:?}")));
        }
        let uses = Uses { activity, owners, lifecycle: None, state: wanted.state.clone() };
        let mut log = finish(self.table, "OCEL", &uses)?;
        // Events of OCEL stand in no order, so none is out of it.
        log.noticed.remove(&Noticed::OutOfOrder);
        Ok(log)
    }

    /// Attributes of events, or types of objects that events belong to: then the first object of that type.
    fn owners(&mut self, wanted: &Wanted) -> Result<Vec<String>, Wrong> {
        let has_values = |slot: &Slot| slot.name != ACTIVITY && slot.symbols.len() > 0;
        let mut owners = wanted.owners.clone();
        if owners.is_empty() {
            let names: Vec<String> = self
                .table
                .slots
                .iter()
                .filter(|slot| has_values(slot))
                .map(|slot| slot.name.clone())
                .collect();
            owners = words::likely(&names, words::OWNER)
                .iter()
                .filter_map(|&index| names.get(index).cloned())
                .collect();
            let types: Vec<String> = (0..narrow(self.type_names.len()))
                .map(|number| self.type_names.text(number).to_owned())
                .collect();
            let singular: Vec<String> =
                types.iter().map(|name| name.trim_end_matches('s').to_owned()).collect();
            owners.extend(
                words::likely(&singular, words::OWNER).iter().filter_map(|&index| types.get(index).cloned()),
            );
            if !owners.is_empty() {
                self.table.guess(
                    "owner",
                    owners.join(", "),
                    "the likeliest of the names of attributes and types",
                );
            }
        }
        for owner in &owners {
            if self.table.slots.iter().any(|slot| slot.name == *owner && slot.symbols.len() > 0) {
                continue;
            }
            let kind = self.type_number(owner).ok_or_else(|| {
                Wrong::asked(format!("{owner:?} is neither an attribute of events nor a type of object"))
            })?;
            let mut symbols = Symbols::default();
            let values = (0..self.table.at.len())
                .map(|event| {
                    let first = self.related(event).iter().find(|&&object| self.type_of(object) == kind);
                    first.map_or(NONE, |&object| symbols.number(self.objects.text(object).as_bytes()))
                })
                .collect();
            self.table.slots.retain(|slot| slot.name != *owner);
            self.table.slots.push(Slot { name: owner.clone(), symbols, values, default: None });
        }
        Ok(owners)
    }
}

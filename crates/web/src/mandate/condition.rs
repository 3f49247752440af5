//! The condition of a mandate as people pick it: a channel, a code, the hour. What was written in other ways stays
//! as it was written.

use valta_domain::{contact::Channel, situation::Code};

/// All of these hold at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Picked {
    pub(super) channel: Option<Channel>,
    pub(super) segment: Option<Code>,
    pub(super) cause: Option<Code>,
    pub(super) process_step: Option<Code>,
    pub(super) bulletin: Option<Code>,
    /// Only outside the service hours, or only inside them.
    pub(super) out_of_hours: Option<bool>,
    pub(super) first_of_kind: bool,
}

const AND: &str = " && ";

impl Picked {
    /// The text that says it; none where nothing is picked.
    pub(super) fn text(&self) -> Option<String> {
        let is =
            |name: &str, value: Option<&str>| value.map(|value| format!("context.{name} == \"{value}\""));
        let code = |name: &str, code: &Option<Code>| is(name, code.as_ref().map(Code::as_str));
        let parts = [
            is("channel", self.channel.map(Channel::code)),
            code("segment", &self.segment),
            code("cause", &self.cause),
            code("process_step", &self.process_step),
            code("bulletin", &self.bulletin),
            self.out_of_hours
                .map(|out| if out { "context.out_of_hours" } else { "!context.out_of_hours" }.into()),
            self.first_of_kind.then(|| "context.first_of_kind".into()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(AND))
    }

    /// What a text says, where it says nothing that cannot be picked.
    pub(super) fn read(text: &str) -> Option<Picked> {
        let mut picked = Picked::default();
        for part in text.split("&&") {
            picked.add(part.trim())?;
        }
        // Said in another order, or twice: whoever wrote it so finds it so again.
        (picked.text().is_some_and(|said| said.replace(' ', "").len() == text.replace(' ', "").len()))
            .then_some(picked)
    }

    fn add(&mut self, part: &str) -> Option<()> {
        match part {
            "context.first_of_kind" => self.first_of_kind = true,
            "context.out_of_hours" => self.out_of_hours = Some(true),
            "!context.out_of_hours" => self.out_of_hours = Some(false),
            _ => {
                let (name, value) = part.strip_prefix("context.")?.split_once("==")?;
                let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
                let code = match name.trim() {
                    "channel" => {
                        self.channel = Some(Channel::from_code(value)?);
                        return Some(());
                    }
                    "segment" => &mut self.segment,
                    "cause" => &mut self.cause,
                    "process_step" => &mut self.process_step,
                    "bulletin" => &mut self.bulletin,
                    _ => return None,
                };
                *code = Some(value.parse().ok()?);
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Picked;

    #[test]
    fn what_is_picked_is_written_and_read_again() {
        let rows = [
            ("context.first_of_kind", true),
            ("!context.out_of_hours", true),
            ("context.channel == \"email\" && context.segment == \"gold\" && context.out_of_hours", true),
            ("context.cause==\"late\"&&context.process_step == \"boarding.meal\"", true),
            ("context.bulletin == \"b-1\"", true),
            // Everything else stays as somebody wrote it.
            ("context.amount < 500", false),
            ("context.channel == \"pigeon\"", false),
            ("context.channel == \"email\" || context.channel == \"chat\"", false),
            ("context.cause == \"a\" && context.cause == \"b\"", false),
            ("context.first_of_kind && context.first_of_kind", false),
            ("(context.first_of_kind)", false),
            ("context.segment == \"\"", false),
            ("context.first_of_kind // once", false),
            ("", false),
        ];
        for (text, picks) in rows {
            let picked = Picked::read(text);
            assert_eq!(picked.is_some(), picks, "{text}");
            let again = picked.clone().and_then(|picked| Picked::read(&picked.text()?));
            assert_eq!(again, picked, "{text}");
        }
    }
}

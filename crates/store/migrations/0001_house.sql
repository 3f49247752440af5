-- The log: the source of truth. Nothing personal stands in it.
create table events (
    position {position},
    stream {text} not null,
    version {int} not null,
    id {text} not null,
    kind {text} not null,
    at {int} not null,
    actor {text} not null,
    cause {text},
    command {text},
    data {text} not null,
    hash {blob} not null,
    unique (stream, version)
){strict};
-- What a look back at decisions reads; see `record::decisions`.
create index events_decisions on events (at, position)
    where kind in ('case_absorbed', 'co_sign_asked', 'escalated', 'remedy_granted', 'remedy_reversed');

-- Committed ranges of the whole log, each sealed over the digests of its events and the seal before.
create table seals (
    number {int} primary key,
    first_position {int} not null,
    last_position {int} not null,
    count {int} not null,
    hash {blob} not null,
    at {int} not null
){strict};

-- Views: made from the log in the transaction of the event; `valta verify` makes them anew and compares.
create table agents (
    id {text} primary key,
    role {text} not null,
    team_id {text},
    disabled {bool} not null,
    away_from {int},
    away_until {int},
    away_because {text},
    cover_id {text}
){keyed};
create index agents_team on agents (team_id) where team_id is not null;
create index agents_away on agents (away_until) where away_until is not null;

create table teams (
    id {text} primary key,
    name {text} not null,
    giving {text} not null,
    -- Takes what comes in without a person.
    front {bool} not null
){keyed};

create table customers (
    id {text} primary key,
    since {int} not null
){keyed};

create table identities (
    id {text} primary key,
    customer_id {text} not null,
    kind {text} not null,
    verified {bool} not null
){keyed};
create index identities_customer on identities (customer_id);

create table cases (
    id {text} primary key,
    number {int} not null,
    customer_id {text},
    subject_id {text} not null,
    channel {text} not null,
    state {text} not null,
    owner_id {text},
    -- Whose pool it stands in while nobody owns it, and since when.
    team_id {text},
    pooled_since {int},
    opened_by {text},
    opened_at {int} not null,
    touched_at {int} not null,
    waiting_since {int},
    -- Since when something waits that none of us has touched, and how many levels on call were called about it.
    untouched_since {int},
    levels_called {int} not null,
    snoozed_until {int},
    -- The customer's own clock, and the zone that it was said in.
    deadline {int},
    deadline_zone {text},
    resolved_at {int},
    merged_into {text},
    split_from {text},
    point_id {text},
    contacts_count {int} not null,
    beside_count {int} not null,
    last_text_id {text},
    version {int} not null
){keyed};
create unique index cases_number on cases (number);
create index cases_touched on cases (touched_at, id);
create index cases_state on cases (state, touched_at, id);
create index cases_owner on cases (owner_id, state, touched_at, id);
create index cases_pool on cases (team_id, state, touched_at, id) where pooled_since is not null;
create index cases_customer on cases (customer_id, touched_at);
create index cases_opened_by on cases (opened_by, touched_at) where opened_by is not null;
create index cases_untouched on cases (levels_called, untouched_since) where untouched_since is not null;
create index cases_merged on cases (merged_into) where merged_into is not null;
create index cases_snoozed on cases (snoozed_until) where snoozed_until is not null;

create table contacts (
    id {text} primary key,
    case_id {text} not null,
    direction {text} not null,
    channel {text} not null,
    identity_id {text},
    -- Whose case it came into, where it came from no address.
    customer_id {text},
    agent_id {text},
    new_sender {bool} not null,
    subject_id {text},
    text_id {text},
    raw {text},
    because {text},
    automatic {bool} not null,
    at {int} not null,
    message_id {text},
    sending {text},
    failed_because {text}
){keyed};
create index contacts_case on contacts (case_id, at, id);
create index contacts_identity on contacts (identity_id, case_id);
create index contacts_message on contacts (message_id) where message_id is not null;

create table notes (
    id {text} primary key,
    case_id {text} not null,
    agent_id {text},
    text_id {text} not null,
    at {int} not null
){keyed};
create index notes_case on notes (case_id, at, id);

-- What customers have been promised as standing practice.
create table arrangements (
    id {text} primary key,
    customer_id {text} not null,
    words_id {text} not null,
    agent_id {text},
    at {int} not null,
    ended_at {int}
){keyed};
create index arrangements_customer on arrangements (customer_id, at, id) where ended_at is null;

-- A step of ours got in the customer's way.
create table frictions (
    id {text} primary key,
    case_id {text} not null,
    step_id {text},
    source {text} not null,
    did {text} not null,
    -- Of the guard's lists, by its id there.
    phrase {text},
    words_id {text},
    whose {text} not null,
    contact_id {text},
    agent_id {text},
    at {int} not null
){keyed};
create index frictions_at on frictions (at, id);
create index frictions_case on frictions (case_id, at, id);
create index frictions_step on frictions (step_id, at, id) where step_id is not null;
create index frictions_source on frictions (source, at, id);
create index frictions_did on frictions (did, at, id);

-- The customer was sent elsewhere, met somebody new, or had to say it again.
create table bounces (
    id {text} primary key,
    case_id {text} not null,
    because {text} not null,
    contact_id {text} not null,
    agent_id {text},
    at {int} not null
){keyed};
create index bounces_case on bounces (case_id, at, id);
create index bounces_contact on bounces (contact_id, because);

-- What the house said by itself to whoever wrote, and when it does so.
create table receipts (
    id {text} primary key,
    case_id {text} not null,
    contact_id {text} not null,
    to_id {text} not null,
    text_id {text} not null,
    message_id {text} not null,
    at {int} not null,
    failed_because {text}
){keyed};
create unique index receipts_message on receipts (message_id);
create index receipts_to on receipts (to_id, at);
create index receipts_at on receipts (at);
create index receipts_case on receipts (case_id, at, id);

create table receipts_sent (
    id {text} primary key,
    said {text} not null,
    set_by {text} not null,
    at {int} not null
){keyed};

-- By which customers look at their matters; the secrets stand nowhere, their digests in `link_keys`.
create table links (
    id {text} primary key,
    case_id {text} not null,
    -- Whose it is; nobody's by name where it stands on paper.
    to_id {text},
    -- From when on it holds for its time.
    since {int} not null,
    revoked_at {int}
){keyed};
create index links_case on links (case_id, since, id);

-- What came with a contact that was no mail.
create table files (
    id {text} primary key,
    contact_id {text} not null,
    name_id {text} not null,
    sha256 {text} not null,
    bytes {int} not null
){keyed};
create index files_contact on files (contact_id, id);
create index files_sha256 on files (sha256);

-- What customers told by their links: the last word of each kind.
create table told (
    case_id {text} primary key,
    -- How it feels, and who had the matter when that was said.
    mood {int},
    mood_of {text},
    -- The words for a friend, who had the matter when they were said, and when.
    voice_id {text},
    voice_of {text},
    voice_at {int},
    solved {bool}
){keyed};
create index told_of on told (voice_of, voice_at) where voice_id is not null;

create table processes (
    id {text} primary key,
    name {text} not null,
    owner_id {text} not null
){keyed};
create index processes_owner on processes (owner_id);

create table steps (
    id {text} primary key,
    process_id {text} not null,
    name {text} not null,
    place {int} not null,
    -- Not a part of the process any more; what was reported of it stays.
    gone {bool} not null
){keyed};
create index steps_process on steps (process_id, place);

-- Who on call was told of what nobody had touched.
create table calls (
    id {text} primary key,
    case_id {text} not null,
    level {int} not null,
    -- Nobody, where nobody is on call on the level, or nobody else.
    to_id {text},
    since {int} not null,
    at {int} not null
){keyed};
create index calls_case on calls (case_id, at, id);

create table promises (
    id {text} primary key,
    case_id {text} not null,
    what_id {text} not null,
    by_agent {text} not null,
    due {int} not null,
    -- The time that the customer heard first, and when they were told the last other one.
    first_due {int} not null,
    told_at {int},
    channel {text} not null,
    made_at {int} not null,
    renewed_at {int},
    remind_at {int} not null,
    reminded_at {int},
    broken_at {int},
    -- The one that stands for it now, with an apology; kept with that one.
    replaced_by {text},
    kept_at {int}
){keyed};
create index promises_case on promises (case_id, due);
create index promises_open on promises (by_agent, due) where kept_at is null and replaced_by is null;
create index promises_kept on promises (by_agent, kept_at) where kept_at is not null;
create index promises_stood_for on promises (by_agent) where kept_at is null and replaced_by is not null;
create index promises_due on promises (due) where kept_at is null and replaced_by is null;
create index promises_to_break on promises (due, id)
    where kept_at is null and replaced_by is null and broken_at is null;
create index promises_remind on promises (remind_at)
    where kept_at is null and replaced_by is null and reminded_at is null;
create index promises_replaced on promises (replaced_by) where replaced_by is not null;
create index promises_first on promises (first_due);

create table remedies (
    id {text} primary key,
    case_id {text} not null,
    customer_id {text},
    agent_id {text} not null,
    -- The giver's team then, and the second person where one signed.
    team_id {text},
    signer_id {text},
    kind {text} not null,
    minor {int},
    currency {text},
    outcome {text} not null,
    -- The outcome, or that somebody was asked to decide it and gave it.
    way {text} not null,
    alone {bool} not null,
    mandate_id {text},
    mandate_version {int},
    reason_id {text},
    payee_id {text},
    at {int} not null,
    reversed_at {int},
    payment {text},
    via {text},
    payment_round {int},
    batch_id {text},
    reversal_asked {bool} not null,
    taken_by {text},
    payment_because {text},
    payment_reason_id {text},
    reference_id {text},
    payment_at {int},
    unsettled_at {int}
){keyed};
create index remedies_case on remedies (case_id, at);
-- Sums over windows are read from these alone; a customer's few rows are looked up.
create index remedies_at on remedies (at, id, kind, way, currency, minor, reversed_at);
create index remedies_agent on remedies (agent_id, at, id, kind, way, currency, minor, reversed_at);
create index remedies_sort on remedies (kind, way, currency, at, id);
create index remedies_signer on remedies (signer_id, currency, at, kind, minor, reversed_at) where signer_id is not null;
create index remedies_team on remedies (team_id, currency, at, kind, minor, reversed_at) where team_id is not null;
create index remedies_customer on remedies (customer_id, at);
create index remedies_unsettled on remedies (payment, via, unsettled_at, id) where unsettled_at is not null;

-- What stands in which file for the bank.
create table payment_exports (
    id {text} primary key,
    batch_id {text} not null,
    remedy_id {text} not null,
    agent_id {text},
    at {int} not null
){keyed};
create index payment_exports_batch on payment_exports (batch_id);

-- Store credit: what each remedy and each use changed. A balance is their sum.
create table credit_entries (
    id {text} primary key,
    customer_id {text} not null,
    minor {int} not null,
    currency {text} not null,
    remedy_id {text},
    spending_id {text},
    reference_id {text},
    at {int} not null
){keyed};
create index credit_entries_customer on credit_entries (customer_id, currency, at, id);

-- Connectors that were disabled, and whether they still are.
create table connectors (
    name {text} primary key,
    because {text} not null,
    disabled_at {int}
){keyed};

-- What each agent gave on whose word in each span of thirty days since 1970: no total counts remedies one by one.
create table given_sums (
    id {text} primary key,
    span {int} not null,
    agent_id {text} not null,
    kind {text} not null,
    way {text} not null,
    currency {text},
    given_count {int} not null,
    minor {int} not null,
    reversed_count {int} not null
){keyed};
create index given_sums_span on given_sums (span, kind, way, currency, given_count, minor, reversed_count);
create index given_sums_agent on given_sums (agent_id, span);
create index given_sums_currency on given_sums (currency) where currency is not null;

-- Who asked whom for which remedy; the key is the id of the remedy that it would be.
create table asks (
    remedy_id {text} primary key,
    case_id {text} not null,
    kind {text} not null,
    asker_id {text} not null,
    remedy_kind {text} not null,
    minor {int},
    currency {text},
    reason_id {text} not null,
    digest {text} not null,
    promise_id {text},
    state {text} not null,
    asked_at {int} not null,
    until {int} not null,
    answered_at {int},
    answered_by {text}
){keyed};
create index asks_case on asks (case_id, asked_at);
create index asks_open on asks (until) where state = 'open';

create table asked (
    id {text} primary key,
    remedy_id {text} not null,
    case_id {text} not null,
    agent_id {text} not null,
    declined {bool} not null,
    counter_kind {text},
    counter_minor {int},
    counter_currency {text},
    words_id {text}
){keyed};
create index asked_remedy on asked (remedy_id);
create index asked_case on asked (case_id, agent_id);
create index asked_agent on asked (agent_id, declined);

-- Who offered which matter to whom, until when; the words are the brief's, and why not.
create table handovers (
    id {text} primary key,
    case_id {text} not null,
    from_id {text} not null,
    by_id {text} not null,
    to_agent_id {text},
    to_team_id {text},
    needs_id {text} not null,
    promised_id {text},
    tried_id {text},
    offered_at {int} not null,
    until {int} not null,
    how {text},
    ended_at {int},
    ended_by {text},
    words_id {text}
){keyed};
create index handovers_case on handovers (case_id, offered_at);
create index handovers_agent on handovers (to_agent_id) where how is null and to_agent_id is not null;
create index handovers_team on handovers (to_team_id) where how is null and to_team_id is not null;
create index handovers_open on handovers (until) where how is null;

-- A question to colleagues inside a matter: until when, since when there is an answer, when they are to be reminded next.
create table consultations (
    id {text} primary key,
    case_id {text} not null,
    by_id {text} not null,
    question_id {text} not null,
    asked_at {int} not null,
    due {int} not null,
    next_at {int},
    answered_at {int},
    how {text},
    ended_at {int},
    ended_by {text}
){keyed};
create index consultations_case on consultations (case_id, asked_at);
create index consultations_by on consultations (by_id, asked_at);
create index consultations_open on consultations (next_at) where answered_at is null and how is null;

-- Whom it was put to, and whose team waits are charged to.
create table consulted (
    id {text} primary key,
    consultation_id {text} not null,
    to_agent_id {text},
    to_team_id {text},
    team_id {text}
){keyed};
create index consulted_consultation on consulted (consultation_id);

-- Who was told of it by name, and what of the customer's words went with it.
create table consultation_told (
    id {text} primary key,
    consultation_id {text} not null,
    agent_id {text} not null
){keyed};
create index consultation_told_consultation on consultation_told (consultation_id, agent_id);

create table consultation_words (
    id {text} primary key,
    consultation_id {text} not null,
    contact_id {text} not null
){keyed};
create index consultation_words_consultation on consultation_words (consultation_id);

create table consultation_answers (
    id {text} primary key,
    consultation_id {text} not null,
    agent_id {text} not null,
    text_id {text} not null,
    -- The message that it came as.
    raw {text},
    at {int} not null
){keyed};
create index consultation_answers_consultation on consultation_answers (consultation_id, at);

-- What people say that they know, by whose word.
create table skills (
    id {text} primary key,
    agent_id {text} not null,
    text_id {text} not null,
    by_id {text},
    at {int} not null
){keyed};
create index skills_agent on skills (agent_id, at, id);

-- What people solved and answered; the key is the case's, or the answer's.
create table deeds (
    id {text} primary key,
    agent_id {text} not null,
    case_id {text} not null,
    did {text} not null,
    at {int} not null
){keyed};
create index deeds_agent on deeds (agent_id, at, id);
create index deeds_case on deeds (case_id);

create table mandates (
    id {text} primary key,
    version {int} not null,
    terms {text} not null,
    revoked {bool} not null,
    set_by {text} not null,
    set_at {int} not null,
    reason_id {text}
){keyed};

-- What is looked at afterwards and why, and what was said of it.
create table reviews (
    remedy_id {text} primary key,
    case_id {text} not null,
    agent_id {text} not null,
    signer_id {text},
    asker_id {text},
    mandate_id {text},
    mandate_version {int},
    given_at {int} not null,
    because {text} not null,
    judgement {text},
    reviewed_by {text},
    reviewed_at {int},
    word_id {text}
){keyed};
create index reviews_due on reviews (given_at, remedy_id) where judgement is null;
create index reviews_agent on reviews (agent_id, reviewed_at) where judgement is not null;
create index reviews_case on reviews (case_id);

-- What was said, by mandate and version, by agent, and of those that the lot fell on: no page counts reviews.
create table review_sums (
    id {text} primary key,
    whose {text} not null,
    of_id {text},
    version {int},
    right_count {int} not null,
    understandable_count {int} not null,
    wrong_count {int} not null
){keyed};

-- What stands out, and whether somebody has looked.
create table questions (
    id {text} primary key,
    about {text} not null,
    found_count {int} not null,
    among {int} not null,
    remedies_count {int} not null,
    raised_at {int} not null,
    answered_at {int},
    answered_by {text},
    reason_id {text}
){keyed};
create index questions_open on questions (raised_at) where answered_at is null;

create table question_remedies (
    id {text} primary key,
    question_id {text} not null,
    remedy_id {text} not null
){keyed};
create index question_remedies_question on question_remedies (question_id, remedy_id);
create index question_remedies_remedy on question_remedies (remedy_id);

-- Proposals that were declined.
create table proposals (
    id {text} primary key,
    mandate_id {text} not null,
    version {int} not null,
    direction {text} not null,
    reviews {int} not null,
    declined_by {text},
    declined_at {int} not null,
    reason_id {text}
){keyed};

-- When the house serves, as it says it; one row.
create table calendars (
    id {text} primary key,
    said {text} not null,
    set_by {text} not null,
    at {int} not null
){keyed};

-- Who answers out of hours, as it was said last; the version counts how often it was. One row.
create table rotas (
    id {text} primary key,
    said {text} not null,
    version {int} not null,
    set_by {text} not null,
    at {int} not null
){keyed};

-- Spans that somebody took over; later ones are heard after earlier ones.
create table watches (
    id {text} primary key,
    -- Its version in the house's stream.
    place {int} not null,
    level {int} not null,
    from_at {int} not null,
    until_at {int} not null,
    by_id {text} not null,
    set_by {text} not null,
    at {int} not null
){keyed};
create index watches_until on watches (until_at);

-- Where customers are met, as it was said; the version counts how often.
create table points (
    id {text} primary key,
    said {text} not null,
    version {int} not null,
    set_by {text} not null,
    at {int} not null
){keyed};

create table parameters (
    name {text} primary key,
    value {int} not null,
    evidence {text} not null,
    set_by {text} not null,
    at {int} not null
){keyed};

-- Particulars: people's words, names and addresses. They can be erased; the log goes on without them.
create table texts (
    id {text} primary key,
    salt {blob} not null,
    body {text} not null
){strict};

-- By which stems a deed is remembered: made of the words, and gone with them.
create table deed_terms (
    deed_id {text} primary key,
    agent_id {text} not null,
    terms {text} not null
){strict};

-- In how many of a person's deeds a stem stands; the empty one stands for any.
create table term_counts (
    agent_id {text} not null,
    term {text} not null,
    deeds {int} not null,
    primary key (agent_id, term)
){keyed};
create index term_counts_term on term_counts (term, deeds, agent_id);

-- By which stems a skill is found.
create table skill_terms (
    term {text} not null,
    skill_id {text} not null,
    agent_id {text} not null,
    primary key (term, skill_id)
){keyed};
create index skill_terms_skill on skill_terms (skill_id);

-- By which release's stems; one row.
create table stems (
    version {int} not null
){strict};

create table customer_names (
    customer_id {text} primary key,
    name {text} not null
){keyed};

create table addresses (
    identity_id {text} primary key,
    customer_id {text} not null,
    kind {text} not null,
    address {text} not null,
    -- Empty where an address is one customer's; the customer where several may have the same: an account.
    sharer {text} not null,
    shown {text} not null
){keyed};
create unique index addresses_address on addresses (kind, address, sharer);

create table accounts (
    agent_id {text} primary key,
    name {text} not null,
    email {text} not null,
    password {text},
    language {text} not null
){keyed};
create unique index accounts_email on accounts (email);

-- The house's own, and nobody's to see: the salt of its lot, the keys of its links and its pushes.
create table house_secrets (
    name {text} primary key,
    secret {blob} not null
){keyed};

create table sessions (
    digest {blob} primary key,
    agent_id {text} not null,
    made_at {int} not null,
    used_at {int} not null
){keyed};
create index sessions_agent on sessions (agent_id);

create table tokens (
    digest {blob} primary key,
    -- By which its person names it.
    id {text} not null,
    agent_id {text} not null,
    name {text} not null,
    -- What it may be used for, of what its agent may.
    scope {text} not null,
    made_at {int} not null,
    revoked_at {int}
){keyed};

create index tokens_agent on tokens (agent_id);
create unique index tokens_id on tokens (id);

-- By which calendars read what somebody has promised: the digest of the address's secret, one a person.
create table feeds (
    agent_id {text} primary key,
    digest {blob} not null,
    -- The form that it was made by: the same one sent again makes no other.
    command {text} not null,
    made_at {int} not null
){keyed};
create unique index feeds_digest on feeds (digest);

-- By which ways somebody is told of what, where they said otherwise than by mail.
create table reach (
    agent_id {text} primary key,
    questions_mail {bool} not null,
    questions_push {bool} not null,
    promises_mail {bool} not null,
    promises_push {bool} not null,
    calls_mail {bool} not null,
    calls_push {bool} not null
){keyed};

-- Devices that somebody is told on: where their browser's service takes it, and by what they alone read it.
create table push_devices (
    id {text} primary key,
    agent_id {text} not null,
    name {text} not null,
    endpoint {text} not null,
    public_key {blob} not null,
    auth {blob} not null,
    made_at {int} not null,
    -- When the service took something for it last.
    used_at {int}
){keyed};
create unique index push_devices_endpoint on push_devices (endpoint);
create index push_devices_agent on push_devices (agent_id, made_at);

-- What is told on which device; the errand's state stands in the outbox.
create table pushes (
    id {text} primary key,
    device_id {text} not null,
    agent_id {text} not null,
    about {text} not null,
    -- The letter, the promise or the call that it is told of.
    subject_id {text} not null,
    at {int} not null
){keyed};
create index pushes_subject on pushes (subject_id, agent_id, at);

-- What somebody is writing to a customer and has not sent: particulars, gone with the sending.
create table drafts (
    case_id {text} not null,
    agent_id {text} not null,
    -- The command of the form that it is written in.
    command {text} not null,
    body {text} not null,
    -- What was written elsewhere before it, where they did not follow from each other.
    older {text},
    saved_at {int} not null,
    primary key (case_id, agent_id)
){keyed};
create index drafts_agent on drafts (agent_id);

-- Who looks at a case now, and who is writing; true for less than a minute.
create table presence (
    case_id {text} not null,
    agent_id {text} not null,
    seen_at {int} not null,
    -- When they came, left, or began or ceased to write.
    changed_at {int} not null,
    writing {bool} not null,
    primary key (case_id, agent_id)
){keyed};
create index presence_seen on presence (seen_at);

-- Where mail may be answered to: a secret of each case.
create table reply_tokens (
    token {text} primary key,
    case_id {text} not null
){keyed};
create index reply_tokens_case on reply_tokens (case_id);

-- By which a colleague answers a question by mail: a secret of each person and question.
create table answer_tokens (
    token {text} primary key,
    consultation_id {text} not null,
    agent_id {text} not null,
    until {int} not null
){keyed};
create index answer_tokens_consultation on answer_tokens (consultation_id, agent_id);

-- Letters to people of the house about a question.
create table notices (
    id {text} primary key,
    consultation_id {text} not null,
    case_id {text} not null,
    agent_id {text} not null,
    tells {text} not null,
    answer_id {text},
    -- Whoever it is for had chosen to be told by nothing.
    quiet {bool} not null,
    at {int} not null
){keyed};
create index notices_consultation on notices (consultation_id, agent_id);
-- Digests of the secrets by which customers look at their matters.
create table link_keys (
    digest {blob} primary key,
    link_id {text} not null
){keyed};
create index link_keys_link on link_keys (link_id);

-- Messages as they came, byte for byte, and the fate of each.
create table blobs (
    sha256 {text} primary key,
    bytes {blob} not null
){strict};

create table inbox (
    id {text} primary key,
    sha256 {text} not null,
    size {int} not null,
    source {text} not null,
    sender {text},
    recipients {text} not null,
    arrived_at {int} not null,
    state {text} not null,
    reason {text},
    message_id {text},
    content_key {text},
    marks {text},
    case_id {text},
    contact_id {text},
    attempts {int} not null
){strict};
create unique index inbox_sha256 on inbox (sha256);
create index inbox_waiting on inbox (arrived_at, id) where state = 'waiting';
create index inbox_state on inbox (state, arrived_at);
create index inbox_content on inbox (content_key) where content_key is not null;

-- A mailbox that is looked into: who does it now, and how it went the last time. Named as the operator names it.
create table mailboxes (
    name {text} primary key,
    lease {text},
    lease_until {int} not null,
    looked_at {int},
    trouble {text},
    trouble_words {text},
    trouble_since {int},
    -- Messages that were found there and are just being had, and since when the oldest of them lies there.
    waiting {int} not null,
    waiting_since {int}
){strict};

-- What was found there. A message that is here and not yet put away there is put away next time.
create table mailbox_messages (
    mailbox {text} not null,
    -- UIDVALIDITY: numbers of messages mean something only within it.
    epoch {int} not null,
    uid {int} not null,
    state {text} not null,
    sha256 {text},
    bytes {int} not null,
    reason {text},
    attempts {int} not null,
    next_at {int} not null,
    -- Since when it lies there, as far as the server says.
    since {int},
    primary key (mailbox, epoch, uid)
){strict};
create index mailbox_messages_state on mailbox_messages (mailbox, state);

-- What was attached to a message; the bytes stay in the message as it came.
create table attachments (
    contact_id {text} not null,
    place {int} not null,
    name {text} not null,
    media_type {text} not null,
    bytes {int} not null,
    primary key (contact_id, place)
){keyed};

-- What must leave the building.
create table outbox (
    id {text} primary key,
    kind {text} not null,
    connector {text},
    to_agent {text},
    subject_id {text} not null,
    case_id {text} not null,
    state {text} not null,
    attempts {int} not null,
    made_at {int} not null,
    next_at {int} not null,
    lease_until {int},
    lease {text},
    last_error {text}
){strict};
create index outbox_next on outbox (kind, next_at, id) where state = 'waiting';
create index outbox_leased on outbox (lease_until) where state = 'leased';
create index outbox_subject on outbox (subject_id);

-- Mail that was kept in the house because no relay is configured.
create table sent_folder (
    contact_id {text} primary key,
    case_id {text} not null,
    recipient {text} not null,
    raw {blob} not null,
    at {int} not null
){strict};
create index sent_folder_at on sent_folder (at);

-- Files for the bank as they were made.
create table bank_files (
    batch_id {text} primary key,
    bytes {blob} not null,
    at {int} not null
){strict};

-- The first answer to each command, so that a repeat gets it again.
create table commands (
    principal {text} not null,
    key {text} not null,
    fingerprint {blob} not null,
    answer {text} not null,
    at {int} not null,
    primary key (principal, key)
){strict};

--sqlite: create table case_numbers (next integer not null) strict;
--sqlite: insert into case_numbers (next) values (1);
--postgres: create sequence case_numbers;

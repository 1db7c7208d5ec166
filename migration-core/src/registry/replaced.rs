//! Migrations that take the place of others: what is wrong with what they say, and what counts where.
//!
//! A squash and the migrations that it replaces may both be in the program. A history has one or the other: without a database
//! the squash; in a database what its ledger began with ([`History::standing`]).

use std::collections::{BTreeMap, BTreeSet};

use super::{Body, Entry, History, is_module_name};
use crate::Problem;
use crate::migration::MigrationId;

/// How the squashes of a history stand in a database.
#[derive(Clone)]
pub struct Standing {
    /// What counts there: of each squash, either it or what it replaces.
    pub history: History,
    /// The squashes that are applied because what they replace is.
    pub covers: Vec<Cover>,
    /// Whether migrations are to run that a squash replaces; the squash is recorded after them.
    pub in_part: bool,
    /// What is in the way of what is applied in part.
    pub problems: Vec<Problem>,
}

/// A squash that is applied, and the rows of the ledger that are there of what it replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The squash.
    pub squash: MigrationId,
    /// The rows that it stands for, in the order of the ledger.
    pub rows: Vec<MigrationId>,
    /// The row whose place it takes in the order of the ledger: its own, if it has one.
    pub place: MigrationId,
}

/// How far a migration is applied, or all that a squash replaces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    None,
    Part,
    Full,
}

/// Turns what the squashes say into names, and finds what is wrong with it.
pub(super) fn name(by_id: &mut BTreeMap<MigrationId, Entry>, problems: &mut Vec<Problem>) {
    let squashes = by_id.values().filter(|entry| !entry.replaces.is_empty());
    let squashes: Vec<MigrationId> = squashes.map(|entry| entry.id.clone()).collect();
    let mut taken: BTreeMap<MigrationId, String> = BTreeMap::new();
    for squash in squashes {
        let Some(entry) = by_id.get(&squash) else {
            continue;
        };
        let mut named = BTreeSet::new();
        for written in &entry.replaces {
            let id = in_ledger(written, by_id);
            let wrong = wrong_with(entry, &id, by_id, &named, taken.get(&id));
            if let Some((message, help)) = wrong {
                let problem = Problem::new(message).in_migration(&entry.label);
                let mut problem = problem.help(help);
                problem.at = entry.at;
                problems.push(problem);
            }
            taken
                .entry(id.clone())
                .or_insert_with(|| entry.label.clone());
            named.insert(id);
        }
        if let Some(entry) = by_id.get_mut(&squash) {
            entry.replaces = named.into_iter().collect();
        }
    }
}

/// The name as the ledger has it: a module's without its `m`, unless a migration was given just that name.
fn in_ledger(written: &MigrationId, by_id: &BTreeMap<MigrationId, Entry>) -> MigrationId {
    let bare = written.name.strip_prefix('m');
    match bare.filter(|_| is_module_name(&written.name) && !by_id.contains_key(written)) {
        Some(bare) => MigrationId::new(bare, written.phase),
        None => written.clone(),
    }
}

/// What is wrong with one name of a squash, and what to do.
fn wrong_with(
    squash: &Entry,
    id: &MigrationId,
    by_id: &BTreeMap<MigrationId, Entry>,
    named: &BTreeSet<MigrationId>,
    taken: Option<&String>,
) -> Option<(String, String)> {
    let label = &squash.label;
    if !matches!(squash.body, Body::Pure(_)) {
        return Some((
            format!(
                "\"{label}\" replaces others, and only a pure migration can be proven equal to them"
            ),
            "write it as an `impl Migration`, or leave `replaces` out".to_owned(),
        ));
    }
    if named.contains(id) {
        return Some((
            format!("\"{label}\" names \"{id}\" twice among what it replaces"),
            "name it once".to_owned(),
        ));
    }
    if let Some(other) = taken {
        return Some((
            format!("\"{id}\" is replaced by \"{other}\" and by \"{label}\""),
            format!("let one of them name it; \"{label}\" may replace \"{other}\""),
        ));
    }
    if *id >= squash.id {
        return Some((
            format!("\"{label}\" replaces \"{id}\", which does not come before it"),
            "give the squash a name that is sorted after all that it replaces".to_owned(),
        ));
    }
    let elsewhere = |other: &&Entry| other.id.name == id.name && other.id.phase != id.phase;
    let mut others = by_id.values();
    let other = others.find(elsewhere).filter(|_| !by_id.contains_key(id))?;
    Some((
        format!(
            "\"{label}\" is a {} migration and replaces \"{}\", which is a {} one",
            squash.id.phase, id.name, other.id.phase
        ),
        "replace those of each phase by a squash of that phase".to_owned(),
    ))
}

impl History {
    /// A history of these, those apart that others replace.
    pub(super) fn sorted_out(by_id: BTreeMap<MigrationId, Entry>) -> Self {
        let names = by_id.values().flat_map(|entry| &entry.replaces);
        let names: BTreeSet<MigrationId> = names.cloned().collect();
        let entries = by_id.into_values();
        let (replaced, entries) = entries.partition(|entry| names.contains(&entry.id));
        Self { entries, replaced }
    }

    /// A migration of the program, whether it counts or another one replaces it.
    pub fn of_program(&self, id: &MigrationId) -> Option<&Entry> {
        let replaced = || self.replaced.iter().find(|entry| entry.id == *id);
        self.get(id).or_else(replaced)
    }

    /// Every squash of the program, sorted by name: one that another replaces comes before that.
    pub fn squashes(&self) -> Vec<&Entry> {
        let all = self.entries.iter().chain(&self.replaced);
        let mut squashes: Vec<&Entry> = all.filter(|entry| !entry.replaces.is_empty()).collect();
        squashes.sort_by(|a, b| a.id.cmp(&b.id));
        squashes
    }

    /// What replaces a migration.
    pub fn replaced_by(&self, id: &MigrationId) -> Option<&Entry> {
        let mut squashes = self.squashes().into_iter();
        squashes.find(|entry| entry.replaces.binary_search(id).is_ok())
    }

    /// The history with what a squash replaces, and the one with the squash, both otherwise the same; none where the program
    /// does not have all of what it replaces.
    pub fn both_ways(&self, squash: &MigrationId) -> Option<(Self, Self)> {
        let entry = self.of_program(squash)?;
        let is_there = |id: &MigrationId| self.of_program(id).is_some();
        if !entry.replaces.iter().all(is_there) {
            return None;
        }
        // What replaces the squash has to give way to it.
        let (mut open, mut inner) = (BTreeSet::new(), squash.clone());
        while let Some(outer) = self.replaced_by(&inner) {
            open.insert(outer.id.clone());
            inner = outer.id.clone();
        }
        let with = self.opened(&|id| open.contains(id));
        open.insert(squash.clone());
        Some((self.opened(&|id| open.contains(id)), with))
    }

    /// The history before any squash: what the program has of what they replace counts, and they do not.
    #[must_use]
    pub fn with_replaced(&self) -> Self {
        let is_there = |id: &MigrationId| self.of_program(id).is_some();
        self.opened(&|squash| {
            self.of_program(squash)
                .is_some_and(|squash| squash.replaces.iter().any(is_there))
        })
    }

    /// The history in which some squashes have given way to what they replace.
    fn opened(&self, is_open: &dyn Fn(&MigrationId) -> bool) -> Self {
        let mut ids = BTreeSet::new();
        for entry in self.outermost() {
            self.open(&entry.id, is_open, &mut ids);
        }
        let all = self.entries.iter().chain(&self.replaced).cloned();
        let (mut entries, mut replaced): (Vec<Entry>, Vec<Entry>) =
            all.partition(|entry| ids.contains(&entry.id));
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        replaced.sort_by(|a, b| a.id.cmp(&b.id));
        Self { entries, replaced }
    }

    fn open(
        &self,
        id: &MigrationId,
        is_open: &dyn Fn(&MigrationId) -> bool,
        into: &mut BTreeSet<MigrationId>,
    ) {
        match self.of_program(id) {
            Some(entry) if !entry.replaces.is_empty() && is_open(id) => {
                for inner in &entry.replaces {
                    self.open(inner, is_open, into);
                }
            }
            _ => drop(into.insert(id.clone())),
        }
    }

    /// What nothing replaces.
    fn outermost(&self) -> Vec<&Entry> {
        let squashes = self.squashes();
        let names = squashes.iter().flat_map(|entry| &entry.replaces);
        let names: BTreeSet<&MigrationId> = names.collect();
        let all = self.entries.iter().chain(&self.replaced);
        all.filter(|entry| !names.contains(&entry.id)).collect()
    }

    /// What counts in a database whose ledger has these as applied, in its order, and these as begun; none where nothing
    /// replaces anything, so that this history counts as it is.
    pub fn standing(&self, applied: &[MigrationId], begun: &[MigrationId]) -> Option<Standing> {
        let squashes = self.squashes();
        if squashes.is_empty() {
            return None;
        }
        let (rows, begun): (BTreeSet<_>, BTreeSet<_>) =
            (applied.iter().collect(), begun.iter().collect());
        let of_one = |id: &MigrationId| match rows.contains(id) {
            true => Extent::Full,
            false if begun.contains(id) => Extent::Part,
            false => Extent::None,
        };
        let mut extents: BTreeMap<&MigrationId, Extent> = BTreeMap::new();
        for squash in squashes {
            let inner = squash.replaces.iter();
            let inner: Vec<Extent> = inner
                .map(|id| extents.get(id).copied().unwrap_or_else(|| of_one(id)))
                .collect();
            let all = |extent| inner.iter().all(|it| *it == extent);
            let extent = match of_one(&squash.id) {
                // It was run, or recorded; what was begun is gone on with.
                Extent::Full => Extent::Full,
                Extent::Part => Extent::None,
                Extent::None if all(Extent::Full) => Extent::Full,
                Extent::None if all(Extent::None) => Extent::None,
                Extent::None => Extent::Part,
            };
            extents.insert(&squash.id, extent);
        }
        let stands = Stands {
            history: self,
            applied,
            rows,
            extents,
        };
        let mut standing = Standing {
            history: self.opened(&|id| stands.extents.get(id) == Some(&Extent::Part)),
            covers: Vec::new(),
            in_part: false,
            problems: Vec::new(),
        };
        for entry in self.outermost() {
            stands.add(entry, &mut standing);
        }
        // What cannot be recorded once the others have run stays pending, or nothing would tell that something is missing.
        let stuck = standing.problems.iter();
        let stuck: BTreeSet<String> = stuck.filter_map(|it| it.migration.clone()).collect();
        let history = &mut standing.history;
        history.entries.extend(
            history
                .replaced
                .extract_if(.., |entry| stuck.contains(&entry.label)),
        );
        history.entries.sort_by(|a, b| a.id.cmp(&b.id));
        Some(standing)
    }

    /// All that a squash replaces, and what that replaces.
    fn within(&self, squash: &Entry, into: &mut BTreeSet<MigrationId>) {
        for id in &squash.replaces {
            into.insert(id.clone());
            if let Some(inner) = self.of_program(id) {
                self.within(inner, into);
            }
        }
    }
}

/// A history in a database.
struct Stands<'a> {
    history: &'a History,
    applied: &'a [MigrationId],
    rows: BTreeSet<&'a MigrationId>,
    /// Of each squash.
    extents: BTreeMap<&'a MigrationId, Extent>,
}

impl Stands<'_> {
    fn add(&self, entry: &Entry, standing: &mut Standing) {
        match self.extents.get(&entry.id) {
            None | Some(Extent::None) => {}
            Some(Extent::Full) => standing.covers.extend(self.cover(entry)),
            Some(Extent::Part) => {
                standing.in_part = true;
                standing.problems.extend(self.gone(entry));
                for inner in &entry.replaces {
                    if let Some(inner) = self.history.of_program(inner) {
                        self.add(inner, standing);
                    }
                }
            }
        }
    }

    /// The rows that a squash stands for; none when there is nothing but its own.
    fn cover(&self, squash: &Entry) -> Option<Cover> {
        let mut within = BTreeSet::new();
        self.history.within(squash, &mut within);
        let rows = self.applied.iter().filter(|id| within.contains(*id));
        let rows: Vec<MigrationId> = rows.cloned().collect();
        let first = rows.first()?;
        let place = match self.rows.contains(&squash.id) {
            true => &squash.id,
            false => {
                // What comes after the squash by name, and was applied among what that replaces, may need all of it, and
                // stays behind it.
                let is_later = |id: &MigrationId| *id > squash.id && !within.contains(id);
                let among = self.applied.iter().skip_while(|id| *id != first);
                let among = among.take_while(|id| !is_later(id));
                among
                    .filter(|id| within.contains(*id))
                    .last()
                    .unwrap_or(first)
            }
        };
        Some(Cover {
            squash: squash.id.clone(),
            place: place.clone(),
            rows,
        })
    }

    /// What is in the way of a squash that is applied in part: what the program no longer has.
    fn gone(&self, squash: &Entry) -> Option<Problem> {
        let is_done = |id: &&MigrationId| match self.extents.get(*id) {
            Some(extent) => *extent == Extent::Full,
            None => self.rows.contains(*id),
        };
        let is_gone = |id: &&MigrationId| self.history.of_program(id).is_none();
        let (done, open): (Vec<_>, Vec<_>) = squash.replaces.iter().partition(is_done);
        let gone: Vec<_> = squash.replaces.iter().filter(is_gone).collect();
        if gone.is_empty() {
            return None;
        }
        let message = format!(
            "\"{}\" replaces migrations of which this database has some and not all: applied {}; not applied {}; no longer in \
             this program {}",
            squash.label,
            listed(&done),
            listed(&open),
            listed(&gone)
        );
        let mut problem = Problem::new(message)
            .in_migration(&squash.label)
            .help("migrate with the version of the program that has them all, then with this one");
        problem.at = squash.at;
        Some(problem)
    }
}

/// `"1_a", "2_b"`, or `none`.
fn listed(ids: &[&MigrationId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(", "),
    }
}

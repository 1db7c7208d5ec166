//! What uses what: views read tables, triggers stand on them, defaults ask sequences. And what a trigger or sequence
//! must have said of it.

use super::super::CreateIndex;
use super::super::apply::ConflictKind;
use super::super::check::{Checker, nearest};
use crate::schema::object::sequence::asks;
use crate::schema::{
    DefaultValue, IndexKey, ObjectId, ObjectKind, ObjectName, Rule, Sequence, SequenceWidth,
    Trigger, TriggerTiming, View,
};

const FIRST_DROP_IT: &str = "drop that first, and create it again afterwards";

impl Checker<'_> {
    /// Nothing reads a table or view that goes. What CASCADE would take is guessed from words, so it is not done in
    /// silence.
    pub(in crate::operation) fn not_read(&mut self, name: &ObjectName) {
        let views = self.state.views_of(name);
        let views = views.map(|view| (view.name.clone(), view.kind().term()));
        for (view, kind) in views.collect::<Vec<_>>() {
            let message = format!("{kind} \"{view}\" reads it");
            self.report_with(&view, ConflictKind::StillUsed, message, FIRST_DROP_IT);
        }
        let of_others = self
            .state
            .triggers()
            .filter(|trigger| trigger.table != *name);
        let readers =
            of_others.filter(|trigger| trigger.body.as_ref().is_some_and(|body| body.reads(name)));
        let readers =
            readers.map(|trigger| (ObjectName::new(&trigger.name), trigger.id().to_string()));
        for (trigger, what) in readers.collect::<Vec<_>>() {
            let message = format!("{what} uses it");
            self.report_with(&trigger, ConflictKind::StillUsed, message, FIRST_DROP_IT);
        }
    }

    /// Nothing reads a column that goes or is called otherwise: what a query would say after that differs from database
    /// to database.
    pub(in crate::operation) fn column_not_read(
        &mut self,
        table: &ObjectName,
        column: &str,
        goes: bool,
    ) {
        let views = self
            .state
            .views()
            .filter(|view| view.query.reads_column(table, column));
        let views = views.map(|view| {
            (
                view.name.clone(),
                format!("{} \"{}\"", view.kind().term(), view.name),
            )
        });
        let triggers = self
            .state
            .triggers()
            .filter(|trigger| uses_column(trigger, table, column, goes));
        let triggers =
            triggers.map(|trigger| (ObjectName::new(&trigger.name), trigger.id().to_string()));
        let rules = self
            .state
            .rules()
            .filter(|rule| rule_uses_column(rule, table, column));
        let rules = rules.map(|rule| (ObjectName::new(&rule.name), rule.id().to_string()));
        for (name, user) in views.chain(triggers).chain(rules).collect::<Vec<_>>() {
            let message = format!("{user} reads it");
            self.report_with(&name, ConflictKind::StillUsed, message, FIRST_DROP_IT);
        }
    }

    /// Nothing uses an object that goes.
    pub(super) fn not_used(&mut self, id: &ObjectId) {
        match id.kind {
            ObjectKind::View | ObjectKind::MaterializedView => self.not_read(&id.name),
            ObjectKind::Function => {
                let triggers = self.state.triggers();
                let of_this =
                    triggers.filter(|trigger| trigger.function.as_ref() == Some(&id.name));
                let of_this = of_this
                    .map(|trigger| (ObjectName::new(&trigger.name), trigger.id().to_string()));
                for (name, trigger) in of_this.collect::<Vec<_>>() {
                    let message = format!("{trigger} executes it");
                    self.report_with(
                        &name,
                        ConflictKind::StillUsed,
                        message,
                        "drop the trigger first",
                    );
                }
            }
            ObjectKind::Sequence => {
                let columns = self.state.tables.values().flat_map(|table| {
                    let asking = table.columns.iter().filter(|column| match &column.default {
                        Some(DefaultValue::Expression(default)) => asks(default, &id.name),
                        Some(DefaultValue::Value(_) | DefaultValue::CurrentTimestamp) | None => {
                            false
                        }
                    });
                    asking.map(|column| (table.name.clone(), column.name.clone()))
                });
                for (table, column) in columns.collect::<Vec<_>>() {
                    let message =
                        format!("the default of column \"{column}\" of table \"{table}\" asks it");
                    self.report_with(
                        &table,
                        ConflictKind::StillUsed,
                        message,
                        "drop the default first",
                    );
                }
            }
            ObjectKind::Namespace
            | ObjectKind::Role
            | ObjectKind::Extension
            | ObjectKind::Domain
            | ObjectKind::Composite
            | ObjectKind::Range
            | ObjectKind::Procedure
            | ObjectKind::Trigger
            | ObjectKind::Rule
            | ObjectKind::Policy
            | ObjectKind::Statistics
            | ObjectKind::Publication => {}
        }
    }

    // ---- what there must be

    /// The table or view that something stands on.
    pub(super) fn has_relation(&mut self, name: &ObjectName) {
        if self.state.relation(name).is_none() {
            self.table(name, false);
        }
    }

    pub(super) fn trigger(&mut self, trigger: &Trigger) {
        let what = trigger.id();
        self.has_relation(&trigger.table);
        let mut invalid = |wrong: bool, message: &str, help: &str| {
            if wrong {
                let (message, help) = (format!("{what} {message}"), Some(help.to_owned()));
                self.report(ConflictKind::Invalid, message, help);
            }
        };
        invalid(
            trigger.events.is_empty(),
            "is run by nothing",
            "say on what: before_insert(), after_update()...",
        );
        invalid(
            trigger.function.is_none() && trigger.body.is_none(),
            "does nothing",
            "say what it does: execute(\"function\") for PostgreSQL, body(\"...\") for MySQL and SQLite",
        );
        invalid(
            trigger.constraint.is_some()
                && (trigger.timing != TriggerTiming::After || trigger.for_statement),
            "is a constraint, and those run after, for each row",
            "leave out constraint()",
        );
        let is_on_table = self.state.table(&trigger.table).is_some();
        if is_on_table && trigger.timing == TriggerTiming::InsteadOf {
            let message =
                format!("{what} is on a table, and only a view has something done instead");
            let help = "run it before, and return NULL or raise an error";
            self.report(ConflictKind::Invalid, message, Some(help.into()));
        }
        if let Some(table) = self.state.table(&trigger.table) {
            let unknown = trigger
                .columns()
                .filter(|column| table.column(column).is_none());
            for column in unknown {
                self.unknown_column(table, column);
            }
        }
        self.function_of(trigger);
    }

    /// A function that no migration made may be an extension's or the server's own; one that is nearly called like one
    /// that there is, is a slip.
    fn function_of(&mut self, trigger: &Trigger) {
        let Some(name) = &trigger.function else {
            return;
        };
        if self
            .state
            .namesakes(ObjectKind::Function, name)
            .next()
            .is_some()
        {
            return;
        }
        let functions = self
            .state
            .objects
            .keys()
            .filter(|id| id.kind == ObjectKind::Function);
        if let Some(help) = nearest(&name.to_string(), functions.map(|id| id.name.to_string())) {
            self.objects.push(name.clone());
            let message = format!("there is no function \"{name}\" at this point");
            self.report(ConflictKind::UnknownObject, message, Some(help));
            self.objects.pop();
        }
    }

    pub(super) fn sequence(&mut self, sequence: &Sequence) {
        if let Some(owner) = &sequence.owned_by {
            self.owner(owner);
        }
        let width = sequence.width.unwrap_or(SequenceWidth::BigInteger);
        let (lowest, highest) = width.range();
        let counts_down = sequence.counts_down();
        let min = sequence.min.unwrap_or(if counts_down { lowest } else { 1 });
        let max = sequence
            .max
            .unwrap_or(if counts_down { -1 } else { highest });
        let start = sequence
            .start
            .unwrap_or(if counts_down { max } else { min });
        for (wrong, message) in [
            (sequence.increment == Some(0), "counts by 0"),
            (min < lowest || max > highest, "goes beyond its type"),
            (min >= max, "ends before it begins"),
            (start < min || start > max, "starts outside of its range"),
            (
                sequence.cache.is_some_and(|cache| cache < 1),
                "keeps less than one number",
            ),
        ] {
            if wrong {
                let message = format!("sequence \"{}\" {message}", sequence.name);
                self.report(ConflictKind::Invalid, message, None);
            }
        }
    }

    /// The column that a sequence goes with.
    pub(super) fn owner(&mut self, (table, column): &(ObjectName, String)) {
        if let Some(table) = self.table(table, false)
            && table.column(column).is_none()
        {
            self.unknown_column(table, column);
        }
    }

    // ---- materialized views

    pub(super) fn refresh(&mut self, view: &View, concurrently: bool) {
        let mut indexes = view.indexes.values();
        if concurrently && !indexes.any(|index| index.unique && index.filter.is_none()) {
            let message = format!(
                "materialized view \"{}\" has no unique index, by which its rows are told apart",
                view.name
            );
            let help = "create one: schema.create_index(...).unique(), or leave concurrently() out";
            self.report(ConflictKind::Invalid, message, Some(help.into()));
        }
    }

    pub(in crate::operation) fn create_view_index(&mut self, view: &View, op: &CreateIndex) {
        self.objects.push(view.name.clone());
        let index = &op.index;
        if view.indexes.contains_key(&index.name) && !op.if_not_exists {
            let message = format!(
                "materialized view \"{}\" already has the index \"{}\"",
                view.name, index.name
            );
            self.report(ConflictKind::Duplicate, message, None);
        }
        if index.parts.is_empty() {
            let message = format!(
                "index \"{}\" of \"{}\" has no columns",
                index.name, view.name
            );
            self.report(ConflictKind::Invalid, message, None);
        }
        // What the columns of a query are called is known only where the view says so.
        let named = index.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Column(column) => Some(column),
            IndexKey::Expression(_) => None,
        });
        for column in
            named.filter(|column| !view.columns.is_empty() && !view.columns.contains(column))
        {
            let message = format!(
                "materialized view \"{}\" has no column \"{column}\"",
                view.name
            );
            let help = nearest(column, view.columns.iter().cloned());
            self.report(ConflictKind::UnknownColumn, message, help);
        }
    }

    pub(in crate::operation) fn view_index(
        &mut self,
        view: &View,
        name: &str,
        may_be_missing: bool,
    ) {
        self.objects.push(view.name.clone());
        if !view.indexes.contains_key(name) && !may_be_missing {
            let message = format!(
                "materialized view \"{}\" has no index \"{name}\" at this point",
                view.name
            );
            let help = nearest(name, view.indexes.keys().cloned());
            self.report(ConflictKind::UnknownConstraint, message, help);
        }
    }
}

/// Whether a trigger could not do without a column; `goes` counts what would follow it to another name too.
fn uses_column(trigger: &Trigger, table: &ObjectName, column: &str, goes: bool) -> bool {
    let body = trigger.body.as_ref();
    if trigger.table != *table {
        return body.is_some_and(|body| body.reads_column(table, column));
    }
    let follows = trigger.columns().any(|other| other == column)
        || trigger
            .when
            .as_ref()
            .is_some_and(|when| when.mentions(column));
    body.is_some_and(|body| body.mentions(column)) || goes && follows
}

fn rule_uses_column(rule: &Rule, table: &ObjectName, column: &str) -> bool {
    let mut texts = rule.when.iter().chain(&rule.commands);
    match rule.table == *table {
        true => texts.any(|text| text.mentions(column)),
        false => texts.any(|text| text.reads_column(table, column)),
    }
}

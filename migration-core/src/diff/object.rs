//! Views, routines, triggers, sequences and the like.

use super::order::Differ;
use crate::operation::{AlterObject, CreateObject};
use crate::schema::{Object, ObjectId, ObjectKind};

/// When an object comes: what columns and tables may be made of first, what reads them last.
fn is_first(kind: ObjectKind) -> bool {
    match kind {
        ObjectKind::Role
        | ObjectKind::Namespace
        | ObjectKind::Extension
        | ObjectKind::Domain
        | ObjectKind::Composite
        | ObjectKind::Range
        | ObjectKind::Sequence
        | ObjectKind::Function
        | ObjectKind::Procedure => true,
        ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Trigger
        | ObjectKind::Rule
        | ObjectKind::Policy
        | ObjectKind::Statistics
        | ObjectKind::Publication => false,
    }
}

impl Differ<'_> {
    pub(super) fn first_objects(&mut self) {
        self.objects(true);
    }

    pub(super) fn last_objects(&mut self) {
        self.objects(false);
    }

    /// New objects, and those that are otherwise now.
    fn objects(&mut self, first: bool) {
        let to = self.to;
        let wanted = to
            .objects
            .iter()
            .filter(|(id, _)| is_first(id.kind) == first);
        for (id, object) in wanted {
            match self.state.objects.get(id) {
                Some(from) if from == object => {}
                Some(from) => {
                    let from = from.clone();
                    self.change_object(id, &from, object);
                }
                None if self.object_is_ready(object) => self.create_object(object.clone()),
                None => {}
            }
        }
    }

    fn create_object(&mut self, mut object: Object) {
        if let Object::Sequence(sequence) = &mut object {
            let owner = sequence.owned_by.as_ref();
            let owner = owner.and_then(|(table, column)| self.state.table(table)?.column(column));
            // It belongs to its column once that is there.
            if owner.is_none() {
                sequence.owned_by = None;
            }
        }
        self.attempt(CreateObject {
            object,
            if_not_exists: false,
            or_replace: false,
        });
    }

    fn change_object(&mut self, id: &ObjectId, from: &Object, to: &Object) {
        match (from, to) {
            (Object::Domain(before), Object::Domain(after)) if before.base != after.base => {
                self.drop_object(id);
            }
            (Object::Range(_), Object::Range(_)) => drop(self.drop_object(id)),
            // What reads it may keep it from being replaced; it goes, and comes back with it.
            (Object::View(view), Object::View(_))
                if self.state.views_of(&view.name).next().is_some() =>
            {
                self.drop_object(id);
            }
            (Object::Sequence(before), Object::Sequence(after)) => {
                let owner = after.owned_by.as_ref();
                let waits = owner.is_some_and(|(table, column)| {
                    let table = self.state.table(table);
                    table.is_none_or(|table| table.column(column).is_none())
                });
                let mut now = after.clone();
                if waits {
                    now.owned_by.clone_from(&before.owned_by);
                }
                if now != *before {
                    self.attempt(AlterObject {
                        to: Object::Sequence(now),
                    });
                }
            }
            _ if self.object_is_ready(to) => drop(self.attempt(AlterObject { to: to.clone() })),
            _ => {}
        }
    }

    /// Whether what it names is there: tables and views of a query, functions of a body.
    fn object_is_ready(&self, object: &Object) -> bool {
        let id = object.id();
        if id.kind.is_relation() && self.waits_for_a_name(&id.name, &id.name.name) {
            return false;
        }
        match object {
            Object::View(view) => self.ready([&view.query]),
            Object::Routine(routine) => {
                // A body in SQL is looked into when it is made; others when they run.
                let is_sql = routine.language.eq_ignore_ascii_case("sql");
                let body = is_sql.then_some(&routine.body);
                let texts = body.into_iter().chain([&routine.arguments]);
                let texts: Vec<_> = texts.chain(&routine.returns).collect();
                self.ready_but_for(&routine.name.name, texts)
            }
            Object::Trigger(trigger) => {
                let function = trigger.function.as_ref();
                let is_there = |name| {
                    let id = ObjectId::new(ObjectKind::Function, name);
                    let wanted = self.to.namesakes(id.kind, &id.name).next().is_some();
                    !wanted || self.state.namesakes(id.kind, &id.name).next().is_some()
                };
                function.cloned().is_none_or(is_there) && self.ready(&trigger.when)
            }
            Object::Domain(domain) => {
                let checks = domain.checks.values().map(|check| &check.expression);
                self.functions_ready(checks)
            }
            Object::Policy(policy) => self.ready(policy.using.iter().chain(&policy.check)),
            Object::Rule(rule) => self.ready(rule.when.iter().chain(&rule.commands)),
            Object::Extension(_)
            | Object::Namespace(_)
            | Object::Composite(_)
            | Object::Range(_)
            | Object::Role(_)
            | Object::Publication(_)
            | Object::Statistics(_)
            | Object::Sequence(_) => true,
        }
    }

    /// Views, triggers, policies, rules and the like that go: they hold nothing, and others wait for them.
    pub(super) fn drop_what_goes_early(&mut self) {
        self.drop_objects(false);
    }

    /// Types, functions, sequences, extensions and schemas that go.
    pub(super) fn drop_what_goes_late(&mut self) {
        self.drop_objects(true);
    }

    fn drop_objects(&mut self, first: bool) {
        let gone = self
            .state
            .objects
            .keys()
            .filter(|id| is_first(id.kind) == first && !self.to.objects.contains_key(*id));
        // What is made last goes first.
        let gone: Vec<ObjectId> = gone.rev().cloned().collect();
        for id in gone {
            if self.state.objects.contains_key(&id) {
                self.drop_object(&id);
            }
        }
    }
}

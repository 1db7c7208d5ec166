//! What objects and defaults say of others, after those were renamed or dropped.

use crate::schema::object::sequence;
use crate::schema::{DefaultValue, Object, ObjectId, ObjectKind, ObjectName, SchemaState};

impl SchemaState {
    /// What names an object that is renamed.
    pub(in crate::operation) fn follow_object(&mut self, id: &ObjectId, to: &ObjectName) {
        match id.kind {
            ObjectKind::View | ObjectKind::MaterializedView => self.move_objects_on(&id.name, to),
            ObjectKind::Function => {
                for object in self.objects.values_mut() {
                    if let Object::Trigger(trigger) = object
                        && trigger.function.as_ref() == Some(&id.name)
                    {
                        trigger.function = Some(to.clone());
                    }
                }
            }
            ObjectKind::Sequence => {
                let mut tables = self.tables.all_mut();
                for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
                    if let Some(DefaultValue::Expression(default)) = &mut column.default {
                        *default = sequence::renamed(default, &id.name, to);
                    }
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

    /// The sequences that go with a table or column that is dropped.
    pub(in crate::operation) fn drop_sequences_of(
        &mut self,
        table: &ObjectName,
        column: Option<&str>,
    ) {
        let ids: Vec<ObjectId> = (self.sequences_of(table, column))
            .map(|sequence| sequence.id())
            .collect();
        for id in ids {
            self.forget_object(&id);
        }
    }
}

//! What a history made beyond the current schema: other schemas, extensions, publications. Who drops all that is in the
//! current schema must drop these by name, or the history could not be run again.

use crate::dialect::{Dialect, Target, lower};
use crate::migration::MigrationId;
use crate::operation::DropObject;
use crate::registry::History;
use crate::replay::state_of;
use crate::schema::{ObjectId, ObjectKind, SchemaState};

/// Statements that drop what is beyond the current schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beyond {
    /// Before the current schema is emptied: schemas with all that is in them, publications.
    pub before: Vec<String>,
    /// After it: extensions, which columns may have been of.
    pub after: Vec<String>,
}

/// What the applied migrations of a history made beyond the current schema. Roles are the server's, and stay.
pub fn beyond<'a>(
    history: &History,
    applied: impl IntoIterator<Item = &'a MigrationId>,
    target: &Target,
) -> Beyond {
    let state = state_of(history, applied, target.dialect);
    let mut beyond = Beyond::default();
    for id in state.objects.keys() {
        let statements = match id.kind {
            ObjectKind::Namespace | ObjectKind::Publication => &mut beyond.before,
            ObjectKind::Extension => &mut beyond.after,
            _ => continue,
        };
        statements.extend(drop_sql(id, target));
    }
    beyond
}

fn drop_sql(id: &ObjectId, target: &Target) -> Vec<String> {
    let drop = DropObject {
        id: id.clone(),
        if_exists: true,
        cascade: id.kind == ObjectKind::Namespace && target.dialect == Dialect::Postgres,
    };
    let lowered = lower(&drop.into(), &SchemaState::new(), target);
    // What the database does not have was never made there.
    let statements = lowered.unwrap_or_default();
    statements.into_iter().map(|it| it.sql).collect()
}

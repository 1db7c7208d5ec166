//! Objects besides tables and enum types, and what is granted on all of them.

use std::collections::BTreeMap;

use migration_core::schema::{
    Expression, Extension, GrantTarget, Namespace, Object, ObjectId, Policy, PolicyCommand,
    Privilege, Privileges, Publication, Statistics,
};

use super::{Names, letter};
use crate::error::Result;
use migration_core::Row;

/// What was found so far.
#[derive(Default)]
pub(super) struct Objects {
    pub(super) names: Names,
    pub(super) objects: BTreeMap<ObjectId, Object>,
    pub(super) comments: BTreeMap<ObjectId, String>,
}

impl Objects {
    /// The object of the same kind and name, from an earlier row.
    pub(super) fn found(&self, like: &Object) -> Option<&Object> {
        self.objects.get(&like.id())
    }

    pub(super) fn put(&mut self, object: Object, comment: Option<String>) {
        let id = object.id();
        if let Some(comment) = comment {
            self.comments.insert(id.clone(), comment);
        }
        self.objects.insert(id, object);
    }
}

/// A row for each role, or one without.
pub(super) fn policies(rows: &[Row], objects: &mut Objects) -> Result<()> {
    for row in rows {
        let rule = |column| -> Result<Option<Expression>> {
            Ok(row.get::<Option<String>>(column)?.map(Expression::new))
        };
        let mut policy = Policy {
            name: row.get("name")?,
            table: objects.names.read(row, "schema", "table_name")?,
            restrictive: !row.get::<bool>("permissive")?,
            command: match letter(row, "command")? {
                'r' => PolicyCommand::Select,
                'a' => PolicyCommand::Insert,
                'w' => PolicyCommand::Update,
                'd' => PolicyCommand::Delete,
                _ => PolicyCommand::All,
            },
            roles: Vec::new(),
            using: rule("using_rule")?,
            check: rule("check_rule")?,
        };
        if let Some(Object::Policy(known)) = objects.found(&Object::Policy(policy.clone())) {
            policy = known.clone();
        }
        policy.roles.extend(row.get::<Option<String>>("role")?);
        objects.put(Object::Policy(policy), row.get("comment")?);
    }
    Ok(())
}

pub(super) fn extensions(rows: &[Row], objects: &mut Objects) -> Result<()> {
    for row in rows {
        let extension = Extension {
            name: row.get("name")?,
            schema: None,
            version: None,
        };
        objects.put(Object::Extension(extension), row.get("comment")?);
    }
    Ok(())
}

pub(super) fn namespaces(rows: &[Row], objects: &mut Objects) -> Result<()> {
    for row in rows {
        let namespace = Namespace {
            name: row.get("name")?,
        };
        objects.put(Object::Namespace(namespace), row.get("comment")?);
    }
    Ok(())
}

/// A row for each table, or one without.
pub(super) fn publications(rows: &[Row], objects: &mut Objects) -> Result<()> {
    for row in rows {
        let mut operations = Vec::new();
        for (column, operation) in [
            ("inserts", "insert"),
            ("updates", "update"),
            ("deletes", "delete"),
            ("truncates", "truncate"),
        ] {
            if row.get(column)? {
                operations.push(operation.to_owned());
            }
        }
        let mut publication = Publication {
            name: row.get("name")?,
            tables: (!row.get::<bool>("all_tables")?).then(Vec::new),
            operations,
        };
        if let Some(Object::Publication(known)) =
            objects.found(&Object::Publication(publication.clone()))
        {
            publication = known.clone();
        }
        if let (Some(tables), Some(name)) = (
            publication.tables.as_mut(),
            row.get::<Option<String>>("table_name")?,
        ) {
            tables.push(objects.names.of(row.get("schema")?, name));
        }
        objects.put(Object::Publication(publication), row.get("comment")?);
    }
    Ok(())
}

/// A row for each column.
pub(super) fn statistics(rows: &[Row], objects: &mut Objects) -> Result<()> {
    for row in rows {
        let kinds: String = row.get("kinds")?;
        let kind = |letter| match letter {
            'd' => Some("ndistinct".to_owned()),
            'f' => Some("dependencies".to_owned()),
            'm' => Some("mcv".to_owned()),
            _ => None,
        };
        let mut statistics = Statistics {
            name: objects.names.read(row, "schema", "name")?,
            table: objects.names.read(row, "table_schema", "table_name")?,
            columns: Vec::new(),
            kinds: kinds.chars().filter_map(kind).collect(),
        };
        if let Some(Object::Statistics(known)) =
            objects.found(&Object::Statistics(statistics.clone()))
        {
            statistics = known.clone();
        }
        statistics.columns.push(row.get("column")?);
        objects.put(Object::Statistics(statistics), row.get("comment")?);
    }
    Ok(())
}

/// A row for each privilege. Those that this version does not know are left out.
pub(super) fn grants(
    rows: &[Row],
    names: &Names,
) -> Result<BTreeMap<(GrantTarget, String), Privileges>> {
    let mut grants: BTreeMap<_, Privileges> = BTreeMap::new();
    for row in rows {
        let name = names.read(row, "schema", "name")?;
        let on = match row.get::<String>("kind")?.as_str() {
            "sequence" => GrantTarget::Sequence(name),
            "schema" => GrantTarget::Schema(name.name),
            "type" => GrantTarget::Type(name),
            "routine" => GrantTarget::Routine(name, row.get("arguments")?),
            _ => GrantTarget::Table(name),
        };
        if let Some(privilege) = Privilege::parse(&row.get::<String>("privilege")?) {
            let held = grants.entry((on, row.get("role")?)).or_default();
            held.insert(privilege, row.get("grantable")?);
        }
    }
    Ok(grants)
}

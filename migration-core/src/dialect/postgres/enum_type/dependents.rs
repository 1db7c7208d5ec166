//! What keeps an enum type from being made anew: what the server would have to convert along, and does not.
//! <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE>

use crate::dialect::{Dialect, Target, Unsupported};
use crate::schema::{
    Column, ColumnType, Expression, Generation, IndexKey, Object, ObjectName, SchemaState, Table,
    has_word,
};

const DROP_IT_FIRST: &str = "drop that before the change, and create it again after";

/// The first thing in the way, if there is one.
pub(super) fn refuse_dependents(
    name: &ObjectName,
    before: &SchemaState,
    target: &Target,
) -> Result<(), Unsupported> {
    let of_type = |column: &&Column| column.column_type.enumeration() == Some(name);
    for table in before.tables.values() {
        for column in table.columns.iter().filter(of_type) {
            let used = of_the_table(table, column).or_else(|| of_others(table, column, before));
            if let Some((user, help)) = used {
                let what = format!(
                    "change of the type of column \"{}\" of table \"{}\", which {user}",
                    column.name, table.name
                );
                return Err(target.unsupported(what, help));
            }
        }
        let named = |column: &&Column| is_custom(&column.column_type, name);
        if let Some(column) = table.columns.iter().find(named) {
            let what = format!(
                "way to drop a value of type \"{name}\", which column \"{}\" of table \"{}\" is of by a name of \
                 its own",
                column.name, table.name
            );
            let help = format!("say enumeration(\"{name}\") where the column is made");
            return Err(target.unsupported(what, help));
        }
    }
    match before.objects.values().find(|object| is_over(object, name)) {
        Some(object) => Err(target.unsupported(
            format!(
                "way to drop a value of type \"{name}\", which {} is over",
                object.id()
            ),
            DROP_IT_FIRST,
        )),
        None => Ok(()),
    }
}

type Used = Option<(String, &'static str)>;

/// What the table itself says of the column.
fn of_the_table(table: &Table, column: &Column) -> Used {
    let keys = table.partitioning.iter().flat_map(|by| &by.keys);
    if keys.into_iter().any(|key| key.mentions(&column.name)) {
        let user = "the table is partitioned by".to_owned();
        return Some((user, "create another table, and move the rows"));
    }
    let computed = table.columns.iter().find(|other| {
        let expression = other.generation.as_ref().and_then(Generation::expression);
        expression.is_some_and(|it| other.name == column.name || it.mentions(&column.name))
    });
    if let Some(other) = computed {
        let user = format!("the computed column \"{}\" uses", other.name);
        let help = "drop the computed column first and add it again afterwards";
        return Some((user, help));
    }
    let exclusion = table.exclusions.values().find(|exclusion| {
        let elements = exclusion.elements.iter();
        let computed = elements.filter_map(|element| match &element.part.key {
            IndexKey::Expression(expression) => Some(expression),
            IndexKey::Column(_) => None,
        });
        let mut all = computed.chain(&exclusion.filter);
        all.any(|expression| expression.mentions(&column.name))
    });
    let user = format!("exclusion constraint \"{}\" computes with", exclusion?.name);
    Some((user, DROP_IT_FIRST))
}

/// What reads the column from elsewhere.
fn of_others(table: &Table, column: &Column, before: &SchemaState) -> Used {
    let reads = |text: &Expression| {
        text.reads(&table.name) && (text.mentions(&column.name) || selects_all(text))
    };
    let about_it = |on: &ObjectName, text: &Expression| {
        *on == table.name && text.mentions(&column.name) || reads(text)
    };
    let user = before.objects.values().find(|object| match object {
        Object::View(view) => reads(&view.query),
        Object::Trigger(trigger) => {
            let mut columns = trigger.columns();
            trigger.table == table.name && columns.any(|it| *it == column.name)
                || (trigger.when.iter()).any(|when| about_it(&trigger.table, when))
        }
        Object::Rule(rule) => {
            let mut texts = rule.when.iter().chain(&rule.commands);
            texts.any(|text| about_it(&rule.table, text))
        }
        Object::Policy(policy) => {
            let mut texts = policy.using.iter().chain(&policy.check);
            texts.any(|text| about_it(&policy.table, text))
        }
        Object::Extension(_)
        | Object::Namespace(_)
        | Object::Domain(_)
        | Object::Composite(_)
        | Object::Range(_)
        | Object::Role(_)
        | Object::Publication(_)
        | Object::Statistics(_)
        | Object::Sequence(_)
        | Object::Routine(_) => false,
    })?;
    Some((format!("{} reads", user.id()), DROP_IT_FIRST))
}

/// Whether a query takes all columns of what it reads: `SELECT *`, `posts.*`, but not `count(*)` or `a * b`.
fn selects_all(query: &Expression) -> bool {
    let text = query.text(Dialect::Postgres).unwrap_or_default();
    text.match_indices('*').any(|(at, _)| {
        let before = text[..at].trim_end().to_ascii_lowercase();
        [".", ",", "select", "all", "distinct"]
            .iter()
            .any(|word| before.ends_with(word))
    })
}

/// Whether an object is made of the type.
fn is_over(object: &Object, name: &ObjectName) -> bool {
    let of_type = |it: &ColumnType| it.enumeration() == Some(name) || is_custom(it, name);
    match object {
        Object::Domain(domain) => of_type(&domain.base),
        Object::Composite(composite) => {
            let mut attributes = composite.attributes.iter();
            attributes.any(|attribute| of_type(&attribute.attribute_type))
        }
        Object::Range(range) => of_type(&range.subtype),
        Object::Routine(routine) => {
            routine.is_on(Dialect::Postgres)
                && routine.types().iter().any(|it| has_word(it, &name.name))
        }
        Object::View(view) => view.query.casts_to(&name.name),
        Object::Extension(_)
        | Object::Namespace(_)
        | Object::Policy(_)
        | Object::Role(_)
        | Object::Publication(_)
        | Object::Statistics(_)
        | Object::Sequence(_)
        | Object::Trigger(_)
        | Object::Rule(_) => false,
    }
}

fn is_custom(column_type: &ColumnType, name: &ObjectName) -> bool {
    match column_type {
        ColumnType::Custom(sql) => has_word(sql, &name.name),
        ColumnType::Array(element) => is_custom(element, name),
        _ => false,
    }
}

//! What may be said where a name, or a list of columns, is wanted.

use sea_query::DynIden;

use crate::schema::{Expression, IndexPart, ObjectName};

/// The name of a table or type: `"posts"`, a `String`, `("audit", "posts")` with its schema, or a `sea_query`
/// identifier.
///
/// ```
/// # use migration_core::{builder::*, preview::preview};
/// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
/// schema.drop_table("posts").if_exists();
/// schema.drop_table(("audit", "posts")).if_exists();
/// # }).brief();
///
/// assert_eq!(postgres, r#"DROP TABLE IF EXISTS "posts";
/// DROP TABLE IF EXISTS "audit"."posts";"#);
/// assert_eq!(mysql, "DROP TABLE IF EXISTS `posts`;
/// DROP TABLE IF EXISTS `audit`.`posts`;");
/// assert!(sqlite.starts_with("error: "), "a schema is another file on SQLite");
/// ```
pub trait IntoName {
    /// The name.
    fn into_name(self) -> ObjectName;
}

impl<T: Into<sea_query::TableName>> IntoName for T {
    fn into_name(self) -> ObjectName {
        let sea_query::TableName(schema, name) = self.into();
        let schema = schema.map(|sea_query::SchemaName(database, schema)| match database {
            Some(sea_query::DatabaseName(database)) => {
                format!("{}.{}", database.inner(), schema.inner())
            }
            None => schema.inner().into_owned(),
        });
        ObjectName {
            schema,
            name: name.inner().into_owned(),
        }
    }
}

/// The name of a column, constraint, index or value: text or a `sea_query` identifier.
pub trait IntoNamed {
    /// The name.
    fn into_named(self) -> String;
}

impl<T: Into<DynIden>> IntoNamed for T {
    fn into_named(self) -> String {
        self.into().inner().into_owned()
    }
}

/// Tells [`IntoColumns`] apart: one name.
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub enum one {}

/// Tells [`IntoColumns`] apart: a list.
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub enum many {}

/// One column, or several: `"author_id"`, `["author_id", "created_at"]`, a `Vec`.
///
/// ```
/// use migration_core::builder::IntoColumns;
///
/// assert_eq!("author_id".into_columns(), ["author_id"]);
/// assert_eq!(["author_id", "created_at"].into_columns(), ["author_id", "created_at"]);
/// assert_eq!(vec![String::from("author_id")].into_columns(), ["author_id"]);
/// ```
pub trait IntoColumns<Kind> {
    /// The columns, in order.
    fn into_columns(self) -> Vec<String>;
}

impl<T: IntoNamed> IntoColumns<one> for T {
    fn into_columns(self) -> Vec<String> {
        vec![self.into_named()]
    }
}

impl<T: IntoNamed, const N: usize> IntoColumns<many> for [T; N] {
    fn into_columns(self) -> Vec<String> {
        self.into_iter().map(IntoNamed::into_named).collect()
    }
}

impl<T: IntoNamed> IntoColumns<many> for Vec<T> {
    fn into_columns(self) -> Vec<String> {
        self.into_iter().map(IntoNamed::into_named).collect()
    }
}

impl<T: Clone + IntoNamed> IntoColumns<many> for &[T] {
    fn into_columns(self) -> Vec<String> {
        self.iter().cloned().map(IntoNamed::into_named).collect()
    }
}

/// What an index is over: columns as in [`IntoColumns`], [`col`](super::col)`("a").desc()`, expressions, or a list of
/// [`IndexPart`]s that mixes them.
///
/// ```
/// # use migration_core::{builder::*, preview::*};
/// # let [postgres, ..] = preview(blog, |schema| {
/// schema.create_index("posts", "title");
/// schema.create_index("posts", ["author_id", "title"]);
/// schema.create_index("posts", [col("title").desc(), expr("length(content)").into()]);
/// # }).brief();
///
/// assert_eq!(postgres, r#"CREATE INDEX "posts_title_idx" ON "posts" ("title");
/// CREATE INDEX "posts_author_id_title_idx" ON "posts" ("author_id", "title");
/// CREATE INDEX "posts_title_expr_idx" ON "posts" ("title" DESC, (length(content)));"#);
/// ```
pub trait IntoIndexParts<Kind> {
    /// The parts, in order.
    fn into_index_parts(self) -> Vec<IndexPart>;
}

impl<T: IntoNamed> IntoIndexParts<one> for T {
    fn into_index_parts(self) -> Vec<IndexPart> {
        vec![IndexPart::column(self.into_named())]
    }
}

macro_rules! lists_of {
    ($kind:ty, $element:ty, $into:expr, $($generic:tt)*) => {
        impl<$($generic)* const N: usize> IntoIndexParts<$kind> for [$element; N] {
            fn into_index_parts(self) -> Vec<IndexPart> {
                self.into_iter().map($into).collect()
            }
        }
        impl<$($generic)*> IntoIndexParts<$kind> for Vec<$element> {
            fn into_index_parts(self) -> Vec<IndexPart> {
                self.into_iter().map($into).collect()
            }
        }
    };
}
lists_of!(many, T, |name| IndexPart::column(name.into_named()), T: IntoNamed,);
lists_of!((many, IndexPart), IndexPart, |part| part,);
lists_of!((many, Expression), Expression, IndexPart::from,);

impl IntoIndexParts<(one, IndexPart)> for IndexPart {
    fn into_index_parts(self) -> Vec<IndexPart> {
        vec![self]
    }
}

impl IntoIndexParts<(one, Expression)> for Expression {
    fn into_index_parts(self) -> Vec<IndexPart> {
        vec![self.into()]
    }
}

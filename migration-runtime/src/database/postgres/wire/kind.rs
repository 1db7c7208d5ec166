//! How values of a type are read and sent. Built-in scalar types are known; others are looked up in the catalog once.

use std::collections::{BTreeMap, BTreeSet};

/// Oids of built-in types never change: `pg_type.dat`.
pub(super) mod oid {
    pub(in super::super) const TEXT: u32 = 25;
    pub(in super::super) const INT4: u32 = 23;
    pub(in super::super) const INT2: u32 = 21;
}

/// How values of a type are read and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Int,
    Oid,
    Float4,
    Float8,
    Numeric,
    Bytea,
    Uuid,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Inet,
    Cidr,
    MacAddr,
    Bit,
    Json,
    Jsonb,
    /// Text on the wire as well: enum types too.
    Text,
    TsVector,
    Void,
    Range(Box<Kind>),
    Array {
        element: Box<Kind>,
        /// The type of the elements.
        oid: u32,
    },
    /// A type that is only known by its text.
    Other,
}

/// The kind of a built-in scalar type.
fn built_in(oid: u32) -> Option<Kind> {
    Some(match oid {
        16 => Kind::Bool,
        17 => Kind::Bytea,
        // "char", name, text, xml, unknown, bpchar, varchar
        18 | 19 | 25 | 142 | 705 | 1042 | 1043 => Kind::Text,
        20 | 21 | 23 => Kind::Int,
        26 => Kind::Oid,
        114 => Kind::Json,
        650 => Kind::Cidr,
        700 => Kind::Float4,
        701 => Kind::Float8,
        // macaddr8, macaddr
        774 | 829 => Kind::MacAddr,
        869 => Kind::Inet,
        1082 => Kind::Date,
        1083 => Kind::Time,
        1114 => Kind::Timestamp,
        1184 => Kind::TimestampTz,
        1186 => Kind::Interval,
        // bit, varbit
        1560 | 1562 => Kind::Bit,
        1700 => Kind::Numeric,
        2278 => Kind::Void,
        2950 => Kind::Uuid,
        3614 => Kind::TsVector,
        3802 => Kind::Jsonb,
        _ => return None,
    })
}

/// What the catalog says of types that are not built-in scalars.
#[derive(Debug, Default)]
pub(in super::super) struct Kinds(BTreeMap<u32, Entry>);

#[derive(Debug)]
struct Entry {
    /// `d` domain, `e` text, `r` range, `a` array, `b` anything else.
    class: char,
    inner: u32,
}

impl Kinds {
    /// Those that are not known yet.
    pub(in super::super) fn unknown(&self, oids: impl Iterator<Item = u32>) -> BTreeSet<u32> {
        oids.filter(|oid| built_in(*oid).is_none() && !self.0.contains_key(oid))
            .collect()
    }

    /// The query for them and for the types inside of them: `oid`, `class`, `inner`.
    pub(in super::super) fn query(oids: &BTreeSet<u32>) -> String {
        let list: Vec<String> = oids.iter().map(u32::to_string).collect();
        let columns = "t.oid, CASE WHEN t.typtype IN ('d', 'e', 'r') THEN t.typtype::text \
             WHEN e.typarray = t.oid THEN 'a' WHEN t.typname = 'citext' THEN 'e' ELSE 'b' END, \
             CASE WHEN t.typtype = 'd' THEN t.typbasetype WHEN t.typtype = 'r' THEN r.rngsubtype ELSE t.typelem END";
        let joined = "LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem \
             LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid";
        format!(
            "WITH RECURSIVE k(oid, class, inner_type) AS (\
             SELECT {columns} FROM pg_catalog.pg_type t {joined} WHERE t.oid IN ({}) \
             UNION SELECT {columns} FROM k JOIN pg_catalog.pg_type t ON t.oid = k.inner_type {joined}) \
             SELECT oid::int8, class, inner_type::int8 FROM k",
            list.join(", ")
        )
    }

    /// Keeps a row of the query.
    pub(in super::super) fn learn(&mut self, oid: u32, class: &str, inner: u32) {
        let class = class.chars().next().unwrap_or('b');
        self.0.insert(oid, Entry { class, inner });
    }

    /// The kind of a type; [`Kind::Other`] where nothing is known of it.
    pub(super) fn kind(&self, oid: u32) -> Kind {
        if let Some(kind) = built_in(oid) {
            return kind;
        }
        let Some(Entry { class, inner }) = self.0.get(&oid) else {
            return Kind::Other;
        };
        match class {
            'd' => self.kind(*inner),
            'e' => Kind::Text,
            'r' => Kind::Range(Box::new(self.kind(*inner))),
            'a' => Kind::Array {
                element: Box::new(self.kind(*inner)),
                oid: *inner,
            },
            _ => Kind::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_made_of_others() {
        let mut kinds = Kinds::default();
        assert_eq!(
            kinds.unknown([oid::TEXT, 1009, 16400, 1009].into_iter()),
            BTreeSet::from([1009, 16400])
        );
        kinds.learn(1009, "a", oid::TEXT);
        kinds.learn(16400, "d", 1009);
        kinds.learn(3904, "r", oid::INT4);
        let array = Kind::Array {
            element: Box::new(Kind::Text),
            oid: oid::TEXT,
        };
        assert_eq!(kinds.kind(16400), array);
        assert_eq!(kinds.kind(3904), Kind::Range(Box::new(Kind::Int)));
        assert_eq!(kinds.kind(16999), Kind::Other);
        assert!(kinds.unknown([1009, 16400].into_iter()).is_empty());
    }
}

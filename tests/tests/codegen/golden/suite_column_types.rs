//! What is written for "suite_column_types".

use migratory::prelude::*;

pub struct WholeNumbersHoldTheirExtremes;

#[migration(name = "20260301000000000_column_types_1")]
impl Migration for WholeNumbersHoldTheirExtremes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.small_integer("small");
            t.integer("plain");
            t.big_integer("large");
            t.big_integer("absent").optional();
        });
    }
}

pub struct ExactNumbersKeepTheirDigits;

#[migration(name = "20260301000000000_column_types_2")]
impl Migration for ExactNumbersKeepTheirDigits {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.decimal("price", 12, 2);
            t.numeric("loose");
        });
    }
}

pub struct FloatsComeBackAsTheyWere;

#[migration(name = "20260301000000000_column_types_3")]
impl Migration for FloatsComeBackAsTheyWere {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.float("narrow");
            t.double("wide");
        });
    }
}

pub struct BooleansAreTrueFalseOrNull;

#[migration(name = "20260301000000000_column_types_4")]
impl Migration for BooleansAreTrueFalseOrNull {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.boolean("yes");
            t.boolean("no");
            t.boolean("maybe").optional();
        });
    }
}

pub struct TextOfAnyAlphabetComesBack;

#[migration(name = "20260301000000000_column_types_5")]
impl Migration for TextOfAnyAlphabetComesBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.char("code", 3);
            t.string("title", 60);
            t.text("body");
            t.string("empty", 5);
        });
    }
}

pub struct TextWithoutCaseIsEqualWithoutCase;

#[migration(name = "20260301000000000_column_types_6")]
impl Migration for TextWithoutCaseIsEqualWithoutCase {
    fn up(&self, schema: &mut Schema) {
        schema
            .sql("CREATE EXTENSION citext")
            .down("DROP EXTENSION citext")
            .on(Postgres);

        schema.create_table("samples", |t| {
            t.id();
            t.citext("email").optional();
        });
    }
}

pub struct BytesOfAnyValueComeBack;

#[migration(name = "20260301000000000_column_types_7")]
impl Migration for BytesOfAnyValueComeBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.binary("content");
            t.binary("absent").optional();
        });
    }
}

pub struct UuidsComeBack;

#[migration(name = "20260301000000000_column_types_8")]
impl Migration for UuidsComeBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.uuid("uid");
            t.uuid("absent").optional();
        });
    }
}

pub struct DatesAndTimesKeepTheirParts;

#[migration(name = "20260301000000000_column_types_9")]
impl Migration for DatesAndTimesKeepTheirParts {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.date("day");
            t.time("at_time");
            t.date("absent").optional();
        });
    }
}

pub struct PointsInTimeKeepTheirMicroseconds;

#[migration(name = "20260301000000000_column_types_10")]
impl Migration for PointsInTimeKeepTheirMicroseconds {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.timestamp("happened");
            t.local_timestamp("planned");
            t.timestamp("absent").optional();
        });
    }
}

pub struct IntervalsAreSpansOfTime;

#[migration(name = "20260301000000000_column_types_11")]
impl Migration for IntervalsAreSpansOfTime {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.interval("span");
        });
    }
}

pub struct JsonIsKeptAndCanBeLookedInto;

#[migration(name = "20260301000000000_column_types_12")]
impl Migration for JsonIsKeptAndCanBeLookedInto {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.json("loose");
            t.jsonb("tight");
            t.jsonb("absent").optional();
        });
    }
}

pub struct AddressesComeBack;

#[migration(name = "20260301000000000_column_types_13")]
impl Migration for AddressesComeBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.inet("host");
            t.cidr("network");
            t.macaddr("card");
        });
    }
}

pub struct BitsOfAFixedLengthComeBack;

#[migration(name = "20260301000000000_column_types_14")]
impl Migration for BitsOfAFixedLengthComeBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.bit("flags", 5);
        });
    }
}

pub struct BitsOfVaryingLengthComeBack;

#[migration(name = "20260301000000000_column_types_15")]
impl Migration for BitsOfVaryingLengthComeBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.varbit("flags", 8);
        });
    }
}

pub struct TextSearchDocumentsAreSearched;

#[migration(name = "20260301000000000_column_types_16")]
impl Migration for TextSearchDocumentsAreSearched {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.tsvector("words");
        });
    }
}

pub struct RangesKnowWhatTheyContain;

#[migration(name = "20260301000000000_column_types_17")]
impl Migration for RangesKnowWhatTheyContain {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.range("numbers", RangeKind::Integer);
            t.range("large", RangeKind::BigInteger);
            t.range("exact", RangeKind::Decimal);
            t.range("period", RangeKind::Timestamp);
            t.range("local", RangeKind::LocalTimestamp);
            t.range("days", RangeKind::Date);
        });
    }
}

pub struct ArraysHoldTheirElementsInOrder;

#[migration(name = "20260301000000000_column_types_18")]
impl Migration for ArraysHoldTheirElementsInOrder {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.array("numbers", integer()).default(expr("'{}'"));
            t.array("words", text());
            t.array("codes", string(5)).optional();
        });
    }
}

pub struct ACustomTypeIsTakenAsItIs;

#[migration(name = "20260301000000000_column_types_19")]
impl Migration for ACustomTypeIsTakenAsItIs {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.custom("own", "money");
        });
    }
}

//! The examples that ship: projects to start from, written file by file.

/// A file of a project: path with `/` between parts, and content.
pub type ProjectFile = (String, Vec<u8>);

/// Names of the examples; `empty` is a project with one indicator and two places to fill in.
pub const NAMES: [&str; 5] = ["empty", "toy", "living-circle-toy", "guangzhou", "zones219"];

const SHIPPED: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// Address of the JSON Schemas in the shipped examples, which stand in this repository.
const LOCAL_SCHEMAS: &str = "../../schemas/";

/// Where the schemas are published.
const PUBLISHED_SCHEMAS: &str = "https://raw.githubusercontent.com/crest-strategy/crest/main/schemas/";

/// Returns the files of an example; `None` if there is none of that name.
///
/// - `seed` matters for generated examples only (`zones219`).
/// - Editors find the schemas at their published address.
pub fn files(name: &str, seed: u64) -> Option<Vec<ProjectFile>> {
    match name {
        "empty" => Some(empty()),
        "zones219" => Some(crate::zones219::generate(seed)),
        name if NAMES.contains(&name) => Some(
            SHIPPED
                .iter()
                .filter(|(example, _, _)| *example == name)
                .map(|(_, path, bytes)| ((*path).to_owned(), publish(path, bytes)))
                .collect(),
        ),
        _ => None,
    }
}

/// Points the schema line of TOML files at the published schemas.
fn publish(path: &str, bytes: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) if path.ends_with(".toml") => {
            // Files in subdirectories of an example stand one level deeper.
            let deeper = format!("../{LOCAL_SCHEMAS}");
            text.replace(&deeper, PUBLISHED_SCHEMAS).replace(LOCAL_SCHEMAS, PUBLISHED_SCHEMAS).into_bytes()
        }
        _ => bytes.to_vec(),
    }
}

fn empty() -> Vec<ProjectFile> {
    let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    vec![
        (
            "crest.toml".to_owned(),
            format!(
                "#:schema {PUBLISHED_SCHEMAS}crest.json\n{}",
                "\n[project]\nid = \"my-zone\"\nname = { zh = \"我的开发区\", en = \"My zone\" }\nperiod = 2024\nfocus = \"mine\"\n\n\
                 [tables.yearbook]\nfile = \"data/yearbook.csv\"\nplace = \"place\"\nperiod = \"year\"\n\
                 fixed_source = \"yearbook\"\n\n[index]\n\n[index.normalise]\nmethod = \"min-max\"\n"
            )
            .into_bytes(),
        ),
        file("framework.csv", FRAMEWORK),
        file("places.csv", "id,name_zh,name_en,role\nmine,我的开发区,My zone,unit\nother,邻近开发区,Neighbouring zone,unit\n"),
        file("sources.csv", "id,name_zh,name_en,url,date\nyearbook,统计年鉴,Yearbook,,2025\n"),
        file("data/yearbook.csv", "place,year,gdp（亿元）,staff（人）\nmine,2024,120.5,8600\nother,2024,98.2,9100\n"),
        file("strategy.toml", STRATEGY),
    ]
}

const FRAMEWORK: &str = "code,parent,name_zh,name_en,unit,direction,weight,table,column,origin
index,,综合指数,Index,,,,,,
economy,index,经济,Economy,,,1,,,
gdp,economy,地区生产总值,GDP,亿元,+1,1,yearbook,gdp,chosen
staff,economy,从业人员,Staff,人,+1,1,yearbook,staff,chosen
";

const STRATEGY: &str = "[[programmes]]
id = \"p1\"
name = { zh = \"第一项计划\", en = \"First programme\" }
indicators = [\"gdp\"]

[[targets]]
id = \"t1\"
indicator = \"gdp\"
place = \"mine\"
period = 2024
sentence = \"不低于120\"
";

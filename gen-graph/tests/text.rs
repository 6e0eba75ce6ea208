//! Graphs as data and as text.

use gen_graph::{Graph, Labelled, Words};

#[test]
fn a_label_cannot_break_out_of_its_quotes() {
    let graph = Graph::edge("a\"]; b", "c\\\n<d># &");
    assert_eq!(
        graph.dot().to_string(),
        "digraph {\n  0 [label=\"a\\\"]; b\"];\n  1 [label=\"c\\\\\\n<d># &\"];\n  0 -> 1;\n}\n"
    );
    assert_eq!(
        graph.mermaid().to_string(),
        "flowchart TD\n  0[\"a#quot;]; b\"]\n  1[\"c#92;<br>#lt;d#gt;#35; #amp;\"]\n  0 --> 1\n"
    );
}

#[test]
fn edges_show_what_they_carry() {
    let graph = Labelled::edge(
        "web",
        Words::letter('P')
            .iter()
            .map(<[char]>::to_vec)
            .collect::<Words<_>>(),
        "db",
    );
    assert!(graph.dot().to_string().contains("1 -> 0 [label=\"P\"];"));
    assert!(graph.mermaid().to_string().contains("1 -->|\"P\"| 0"));
}

#[test]
fn a_refusal_names_all_cycles() {
    let graph = Graph::circuit(["a", "b"]).overlay(Graph::circuit(["c"]));
    let cyclic = graph.acyclic().unwrap_err();
    assert_eq!(cyclic.to_string(), "cyclic: a → b → a, c → c");
    let _: &dyn std::error::Error = &cyclic;
}

#[cfg(feature = "serde")]
mod data {
    use gen_graph::{Distance, Graph, Labelled};

    #[test]
    fn a_graph_is_written_in_order_and_read_in_any() {
        let graph = Graph::path([3, 1, 2]).overlay(Graph::vertex(0));
        let written = serde_json::to_string(&graph).unwrap();
        assert_eq!(written, r#"{"vertices":[0,1,2,3],"edges":[[1,2],[3,1]]}"#);
        assert_eq!(serde_json::from_str::<Graph<i32>>(&written).unwrap(), graph);
        let other = r#"{"edges":[[3,1],[1,2],[3,1]],"vertices":[0,0]}"#;
        assert_eq!(serde_json::from_str::<Graph<i32>>(other).unwrap(), graph);
    }

    #[test]
    fn a_labelled_graph_is_read_as_it_was_written() {
        let graph = Labelled::edges([(1, Distance::finite(5), 2), (2, Distance::INFINITE, 3)]);
        assert_eq!(graph.edge_count(), 1);
        let written = serde_json::to_string(&graph).unwrap();
        assert_eq!(written, r#"{"vertices":[1,2,3],"edges":[[1,5,2]]}"#);
        assert_eq!(
            serde_json::from_str::<Labelled<i32, Distance>>(&written).unwrap(),
            graph
        );
    }

    #[test]
    fn a_field_that_is_none_is_refused() {
        let read = serde_json::from_str::<Graph<i32>>(r#"{"vertices":[],"arcs":[]}"#);
        assert!(
            read.unwrap_err()
                .to_string()
                .contains("unknown field `arcs`")
        );
    }
}

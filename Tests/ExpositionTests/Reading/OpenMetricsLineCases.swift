/// What a strict reader of OpenMetrics 1.0 must accept and refuse; `# EOF` is appended where a table says so.
enum OpenMetricsLineCases {
    /// Accepted: the end of the exposition.
    static let acceptedEnds = [
        #"# EOF\#n"#,
        #"# EOF"#,
    ]

    /// Refused: the end of the exposition.
    static let refusedEnds = [
        #""#,
        #"\#n"#,
        #"# EOF\#n\#n"#,
        #"# EOF\#nblah"#,
        #"a 1\#n# EOF\#nblah\#n"#,
        #"a 1"#,
        #"a 1\#n"#,
        #" # EOF\#n"#,
        #"# EOF \#n"#,
        #"#EOF\#n"#,
        #"# EOF\#r\#n"#,
        #"\#u{feff}# EOF\#n"#,
    ]

    /// Accepted: names and labels.
    static let acceptedLabels = [
        #"a{} 1\#n"#,
        #"a{a="\#0"} 1\#n"#,
        #"a{a="\#r"} 1\#n"#,
        #"a{a="x\y"} 1\#n"#,
        #"a:b 1\#n"#,
        #":a 1\#n"#,
        #"a{x="1"} 1 2\#na{x="2"} 1 1\#n"#,
        #"a{x="1",y="2"} 1\#na{y="2",x="1"} 1\#n"#,
    ]

    /// Refused: names and labels.
    static let refusedLabels = [
        #"a{}1\#n"#,
        #"a{a=1} 1\#n"#,
        #"a{a='1'} 1\#n"#,
        #"a{a="1",,b="2"} 1\#n"#,
        #"a{,a="1"} 1\#n"#,
        #"a{a="1", b="2"} 1\#n"#,
        #"a{ a="1"} 1\#n"#,
        #"a{a="1" } 1\#n"#,
        #"a{a ="1"} 1\#n"#,
        #"a{a= "1"} 1\#n"#,
        #"a{a="1",a="2"} 1\#n"#,
        #"a{__a="1"} 1\#n"#,
        #"a{__name__="b"} 1\#n"#,
        #"a{a="1"}} 1\#n"#,
        #"a{a="1" 1\#n"#,
        #"a{a="x\#ny"} 1\#n"#,
        #"a{a="\"} 1\#n"#,
        #"a{a:b="1"} 1\#n"#,
        #"a{1a="1"} 1\#n"#,
        #"{"a"} 1\#n"#,
        #"{"a",b="c"} 1\#n"#,
        #"a{"b"="c"} 1\#n"#,
        #"a.b 1\#n"#,
        #"a{x="1"} 1\#na{x="2"} 1\#na{x="1"} 1\#n"#,
    ]

    /// Accepted: values and timestamps of one sample.
    static let acceptedNumbers = [
        #"a 1 1\#n"#,
        #"a 1 1.5\#n"#,
        #"a 1 -1\#n"#,
        #"a 1 +1\#n"#,
        #"a 1 1e3\#n"#,
        #"a 1 .5\#n"#,
        #"a 1 5.\#n"#,
        #"a nan\#n"#,
        #"a NAN\#n"#,
        #"a inf\#n"#,
        #"a +Inf\#n"#,
        #"a -INFINITY\#n"#,
        #"a 1e5\#n"#,
        #"a 1E+5\#n"#,
        #"a .5\#n"#,
        #"a 5.\#n"#,
        #"a +1\#n"#,
    ]

    /// Refused: values and timestamps of one sample.
    static let refusedNumbers = [
        #"a {} 1\#n"#,
        #"a  1\#n"#,
        #"a\#t1\#n"#,
        #"a 1 \#n"#,
        #"a 1\#t\#n"#,
        #" a 1\#n"#,
        #"a \#n"#,
        #"a 1 2 3\#n"#,
        #"a 1\#r\#n"#,
        #"a 1 NaN\#n"#,
        #"a 1 nan\#n"#,
        #"a 1 inf\#n"#,
        #"a 1 +Inf\#n"#,
        #"a 1 0x1\#n"#,
        #"a 1 1_0\#n"#,
        #"a 1 z\#n"#,
        #"a 1 1e400\#n"#,
        #"a 1 1 1\#n"#,
        #"a +nan\#n"#,
        #"a 1_0\#n"#,
        #"a .\#n"#,
        #"a 1e400\#n"#,
        #"a 1e\#n"#,
        #"a ++1\#n"#,
        #"a 0x1p3\#n"#,
        #"a 1,5\#n"#,
        #"a 0b1\#n"#,
        #"a 0o1\#n"#,
    ]

    /// Accepted: grouping and timestamps of several samples.
    static let acceptedOrder = [
        #"a 1 1\#na 1 2\#n"#,
        #"a 1 1\#na 1 1\#n"#,
        #"a 1\#na 1\#n"#,
        #"a 1\#na 2\#n"#,
        #"a 1 -1.5\#na 1 -1.4\#n"#,
    ]

    /// Refused: grouping and timestamps of several samples.
    static let refusedOrder = [
        #"a 1\#n# EOF\#n"#,
        #"a 1\#nb 1\#na{x="1"} 2\#n"#,
        #"a 1 2\#na 1 1\#n"#,
        #"a 1 1\#na 1\#n"#,
        #"a 1\#na 1 1\#n"#,
        #"a 1 1234567890.123456789\#na 1 1234567890.123456788\#n"#,
        #"a 1 -1.4\#na 1 -1.5\#n"#,
    ]

    /// Accepted: exemplars.
    static let acceptedExemplars = [
        #"# TYPE a counter\#na_total 1 # {} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {a="b"} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {a="b"} 1 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {a="b"} 1 1.5\#n"#,
        #"# TYPE a counter\#na_total 1 5 # {a="b"} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {} NaN\#n"#,
        #"# TYPE a counter\#na_total 1 # {} 1 -1\#n"#,
        #"# TYPE a counter\#na_total 1 # {} -1\#n"#,
        #"# TYPE a histogram\#na_bucket{le="+Inf"} 1 # {a="b"} 1\#n"#,
        #"# TYPE a gaugehistogram\#na_bucket{le="+Inf"} 1 # {a="b"} 1\#n"#,
    ]

    /// Refused: exemplars.
    static let refusedExemplars = [
        #"# TYPE a counter\#na_total 1 #\#n"#,
        #"# TYPE a counter\#na_total 1 # \#n"#,
        #"# TYPE a counter\#na_total 1 # {\#n"#,
        #"# TYPE a counter\#na_total 1 # {}\#n"#,
        #"# TYPE a counter\#na_total 1 # {} \#n"#,
        #"# TYPE a counter\#na_total 1 # {}1\#n"#,
        #"# TYPE a counter\#na_total 1 #{} 1\#n"#,
        #"# TYPE a counter\#na_total 1 #  {} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {}  1\#n"#,
        #"# TYPE a counter\#na_total 1 # {} 1 \#n"#,
        #"# TYPE a counter\#na_total 1 # {} 1 1 \#n"#,
        #"# TYPE a counter\#na_total 1 # {} 1 1 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {} a\#n"#,
        #"# TYPE a counter\#na_total 1 # {} 1 a\#n"#,
        #"# TYPE a counter\#na_total 1 # {} 1 NaN\#n"#,
        #"# TYPE a counter\#na_total 1 # {} 1 Inf\#n"#,
        #"# TYPE a counter\#na_total 1 # {} 0x1\#n"#,
        #"# TYPE a counter\#na_total 1 # {a="b",} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {a="b",a="c"} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {__a="b"} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {a} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {a="b"} 1 # {c="d"} 2\#n"#,
        #"# TYPE a counter\#na_total 1 # a="b"} 1\#n"#,
        #"# TYPE a counter\#na_total 1 1 # id="a"} 1\#n"#,
        #"# TYPE a counter\#na_total 1 1# {} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {"a"="b"} 1\#n"#,
        #"# TYPE a counter\#na_total 1 # {a="\"} 1\#n"#,
        #"# TYPE a gauge\#na 1 # {} 1\#n"#,
        #"a 1 # {} 1\#n"#,
        #"# TYPE a summary\#na_count 1 # {} 1\#n"#,
        #"# TYPE a counter\#na_created 1 # {} 1\#n"#,
        #"# TYPE a stateset\#na{a="b"} 1 # {} 1\#n"#,
        #"# TYPE a histogram\#na_bucket{le="+Inf"} 1\#na_count 1 # {} 1\#na_sum 1\#n"#,
        #"# TYPE a gaugehistogram\#na_bucket{le="+Inf"} 1\#na_gcount 1 # {} 1\#na_gsum 1\#n"#,
        #"# TYPE a_total gauge\#na_total 1 # {} 1\#n"#,
        #"# TYPE a summary\#na{quantile="0.5"} 1 # {} 1\#n"#,
    ]
}

package page

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The links of each page below that lead to /a/… are articles, all others are not.
func TestShapesOfListings(t *testing.T) {
	article := regexp.MustCompile(`href="(/a/[^"]+)"`)
	for name, body := range map[string]string{
		"plain divisions with numbers": `
			<div class="menu"><a href="/world">World</a><a href="/iraq">Iraq</a></div>
			<div class="n"><a href="/a/10231">Delegations meet again in the capital</a></div>
			<div class="n"><a href="/a/10230">A new payment rule for the banks</a></div>
			<div class="n"><a href="/a/10229">The gas waiver and what it covers</a></div>`,
		"posts whose classes name tags and authors": `
			<div class="post-7 post type-post tag-iraq author-staff"><h2><a href="/a/seven">Seven questions on the joint statement</a></h2></div>
			<div class="post-6 post type-post tag-iraq author-staff"><h2><a href="/a/six">Six months after the committee met</a></h2></div>
			<div class="post-5 post type-post tag-iraq author-staff"><h2><a href="/a/five">Five points of the agreement</a></h2></div>
			<div class="tags"><a href="/x/iraq-and-the-united-states-relations">Iraq and the United States relations</a></div>`,
		"a wrapper that names the language": `
			<div id="wrapper" class="lang-ar has-menu"><ul>
			<li><a href="/a/5121">الوزير يستقبل وفداً من لجنة التنسيق العليا</a></li>
			<li><a href="/a/5118">بيان مشترك حول الحوار الاستراتيجي بين البلدين</a></li>
			<li><a href="/a/5115">مباحثات في بغداد بشأن التعاون في مجال الطاقة</a></li></ul></div>
			<div class="footer"><a href="/x/9999">جميع الحقوق محفوظة لوزارة الخارجية</a></div>`,
		"each card names its section too": `
			<div class="row"><a href="/a/designations-20261120">Designations and removals of the week</a> <b><a href="/x/sanctions-list-updates-all">Sanctions list updates, all of them</a></b></div>
			<div class="row"><a href="/a/general-license-20261118">A general licence for the energy sector</a> <b><a href="/x/sanctions-list-updates-all">Sanctions list updates, all of them</a></b></div>
			<div class="row"><a href="/a/guidance-20261117">Guidance on humanitarian transfers</a> <b><a href="/x/sanctions-list-updates-all">Sanctions list updates, all of them</a></b></div>`,
		"image, headline and an invitation": `
			<ul><li><a href="/a/1001-first-day"><img src=1></a><h3>First day of the talks in the capital</h3><a href="/a/1001-first-day">Read more</a></li>
			<li><a href="/a/1002-second-day"><img src=2></a><h3>Second day of the talks in the capital</h3><a href="/a/1002-second-day">Read more</a></li>
			<li><a href="/a/1003-third-day"><img src=3></a><h3>Third day of the talks in the capital</h3><a href="/a/1003-third-day">Read more</a></li></ul>`,
		"links within a running text": `
			<div class="n"><a href="/a/10231">Delegations meet again in the capital</a><p>It was the first time since <a href="/x/10001-the-meeting-of-last-year">the meeting of last year</a> that they sat at one table.</p></div>
			<div class="n"><a href="/a/10230">A new payment rule for the banks</a></div>
			<div class="n"><a href="/a/10229">The gas waiver and what it covers</a></div>`,
		"a heading above the whole list": `
			<section><h2>Read also what others wrote about it</h2><a href="/a/10231">Delegations meet again in the capital</a></section>
			<section><h2>Most read stories of the whole week</h2><a href="/a/10230">A new payment rule for the banks</a></section>
			<section><h2>And the gas waiver</h2><a href="/a/10229">The gas waiver and what it covers</a></section>`,
		"other sites, files and the page itself": `
			<ul><li><a href="/a/1001-first-day">First day of the talks in the capital</a></li>
			<li><a href="https://other.example/a/1001-first-day-of-the-talks">First day of the talks, elsewhere</a></li>
			<li><a href="/x/text-of-the-agreement-2026.pdf">Text of the agreement as signed in 2026</a></li>
			<li><a href="/section/?utm_source=top#top">Everything about the talks on this page</a></li>
			<li><a href="mailto:desk@a.example">Write to the desk about the talks</a></li></ul>`,
	} {
		t.Run(name, func(t *testing.T) {
			all := links(t, "<title>x</title>"+body, testOptions("https://a.example/section/"))
			var want []string
			for _, m := range article.FindAllStringSubmatch(body, -1) {
				if u := "https://a.example" + m[1]; !slices.Contains(want, u) {
					want = append(want, u)
				}
			}
			if len(want) == 0 || !slices.Equal(urls(all), want) {
				t.Errorf("got  %q\nwant %q", urls(all), want)
			}
			for _, l := range all.Links {
				if len(l.Title) < 20 || strings.HasPrefix(l.Title, "Read also") {
					t.Errorf("%s is called %q", l.URL, l.Title)
				}
			}
		})
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The named character references of HTML (WHATWG HTML 13.5), as data; written by tests/data/html_entities.py, never by hand.
 * Names are sorted by their bytes and separated by one space; those without ";" are the old ones that need none.
 */
#include "text/html_entities.h"

/* Tables, which the formatter would set one number a line. */
/* clang-format off */
const char html_entity_names[] =
	"AElig AElig; AMP AMP; Aacute Aacute; Abreve; Acirc Acirc; Acy; Afr; Agrave Agrave; Alpha; "
	"Amacr; And; Aogon; Aopf; ApplyFunction; Aring Aring; Ascr; Assign; Atilde Atilde; Auml "
	"Auml; Backslash; Barv; Barwed; Bcy; Because; Bernoullis; Beta; Bfr; Bopf; Breve; Bscr; "
	"Bumpeq; CHcy; COPY COPY; Cacute; Cap; CapitalDifferentialD; Cayleys; Ccaron; Ccedil "
	"Ccedil; Ccirc; Cconint; Cdot; Cedilla; CenterDot; Cfr; Chi; CircleDot; CircleMinus; "
	"CirclePlus; CircleTimes; ClockwiseContourIntegral; CloseCurlyDoubleQuote; CloseCurlyQuote; "
	"Colon; Colone; Congruent; Conint; ContourIntegral; Copf; Coproduct; "
	"CounterClockwiseContourIntegral; Cross; Cscr; Cup; CupCap; DD; DDotrahd; DJcy; DScy; DZcy; "
	"Dagger; Darr; Dashv; Dcaron; Dcy; Del; Delta; Dfr; DiacriticalAcute; DiacriticalDot; "
	"DiacriticalDoubleAcute; DiacriticalGrave; DiacriticalTilde; Diamond; DifferentialD; Dopf; "
	"Dot; DotDot; DotEqual; DoubleContourIntegral; DoubleDot; DoubleDownArrow; DoubleLeftArrow; "
	"DoubleLeftRightArrow; DoubleLeftTee; DoubleLongLeftArrow; DoubleLongLeftRightArrow; "
	"DoubleLongRightArrow; DoubleRightArrow; DoubleRightTee; DoubleUpArrow; DoubleUpDownArrow; "
	"DoubleVerticalBar; DownArrow; DownArrowBar; DownArrowUpArrow; DownBreve; "
	"DownLeftRightVector; DownLeftTeeVector; DownLeftVector; DownLeftVectorBar; "
	"DownRightTeeVector; DownRightVector; DownRightVectorBar; DownTee; DownTeeArrow; Downarrow; "
	"Dscr; Dstrok; ENG; ETH ETH; Eacute Eacute; Ecaron; Ecirc Ecirc; Ecy; Edot; Efr; Egrave "
	"Egrave; Element; Emacr; EmptySmallSquare; EmptyVerySmallSquare; Eogon; Eopf; Epsilon; "
	"Equal; EqualTilde; Equilibrium; Escr; Esim; Eta; Euml Euml; Exists; ExponentialE; Fcy; "
	"Ffr; FilledSmallSquare; FilledVerySmallSquare; Fopf; ForAll; Fouriertrf; Fscr; GJcy; GT "
	"GT; Gamma; Gammad; Gbreve; Gcedil; Gcirc; Gcy; Gdot; Gfr; Gg; Gopf; GreaterEqual; "
	"GreaterEqualLess; GreaterFullEqual; GreaterGreater; GreaterLess; GreaterSlantEqual; "
	"GreaterTilde; Gscr; Gt; HARDcy; Hacek; Hat; Hcirc; Hfr; HilbertSpace; Hopf; "
	"HorizontalLine; Hscr; Hstrok; HumpDownHump; HumpEqual; IEcy; IJlig; IOcy; Iacute Iacute; "
	"Icirc Icirc; Icy; Idot; Ifr; Igrave Igrave; Im; Imacr; ImaginaryI; Implies; Int; Integral; "
	"Intersection; InvisibleComma; InvisibleTimes; Iogon; Iopf; Iota; Iscr; Itilde; Iukcy; Iuml "
	"Iuml; Jcirc; Jcy; Jfr; Jopf; Jscr; Jsercy; Jukcy; KHcy; KJcy; Kappa; Kcedil; Kcy; Kfr; "
	"Kopf; Kscr; LJcy; LT LT; Lacute; Lambda; Lang; Laplacetrf; Larr; Lcaron; Lcedil; Lcy; "
	"LeftAngleBracket; LeftArrow; LeftArrowBar; LeftArrowRightArrow; LeftCeiling; "
	"LeftDoubleBracket; LeftDownTeeVector; LeftDownVector; LeftDownVectorBar; LeftFloor; "
	"LeftRightArrow; LeftRightVector; LeftTee; LeftTeeArrow; LeftTeeVector; LeftTriangle; "
	"LeftTriangleBar; LeftTriangleEqual; LeftUpDownVector; LeftUpTeeVector; LeftUpVector; "
	"LeftUpVectorBar; LeftVector; LeftVectorBar; Leftarrow; Leftrightarrow; LessEqualGreater; "
	"LessFullEqual; LessGreater; LessLess; LessSlantEqual; LessTilde; Lfr; Ll; Lleftarrow; "
	"Lmidot; LongLeftArrow; LongLeftRightArrow; LongRightArrow; Longleftarrow; "
	"Longleftrightarrow; Longrightarrow; Lopf; LowerLeftArrow; LowerRightArrow; Lscr; Lsh; "
	"Lstrok; Lt; Map; Mcy; MediumSpace; Mellintrf; Mfr; MinusPlus; Mopf; Mscr; Mu; NJcy; "
	"Nacute; Ncaron; Ncedil; Ncy; NegativeMediumSpace; NegativeThickSpace; NegativeThinSpace; "
	"NegativeVeryThinSpace; NestedGreaterGreater; NestedLessLess; NewLine; Nfr; NoBreak; "
	"NonBreakingSpace; Nopf; Not; NotCongruent; NotCupCap; NotDoubleVerticalBar; NotElement; "
	"NotEqual; NotEqualTilde; NotExists; NotGreater; NotGreaterEqual; NotGreaterFullEqual; "
	"NotGreaterGreater; NotGreaterLess; NotGreaterSlantEqual; NotGreaterTilde; NotHumpDownHump; "
	"NotHumpEqual; NotLeftTriangle; NotLeftTriangleBar; NotLeftTriangleEqual; NotLess; "
	"NotLessEqual; NotLessGreater; NotLessLess; NotLessSlantEqual; NotLessTilde; "
	"NotNestedGreaterGreater; NotNestedLessLess; NotPrecedes; NotPrecedesEqual; "
	"NotPrecedesSlantEqual; NotReverseElement; NotRightTriangle; NotRightTriangleBar; "
	"NotRightTriangleEqual; NotSquareSubset; NotSquareSubsetEqual; NotSquareSuperset; "
	"NotSquareSupersetEqual; NotSubset; NotSubsetEqual; NotSucceeds; NotSucceedsEqual; "
	"NotSucceedsSlantEqual; NotSucceedsTilde; NotSuperset; NotSupersetEqual; NotTilde; "
	"NotTildeEqual; NotTildeFullEqual; NotTildeTilde; NotVerticalBar; Nscr; Ntilde Ntilde; Nu; "
	"OElig; Oacute Oacute; Ocirc Ocirc; Ocy; Odblac; Ofr; Ograve Ograve; Omacr; Omega; Omicron; "
	"Oopf; OpenCurlyDoubleQuote; OpenCurlyQuote; Or; Oscr; Oslash Oslash; Otilde Otilde; "
	"Otimes; Ouml Ouml; OverBar; OverBrace; OverBracket; OverParenthesis; PartialD; Pcy; Pfr; "
	"Phi; Pi; PlusMinus; Poincareplane; Popf; Pr; Precedes; PrecedesEqual; PrecedesSlantEqual; "
	"PrecedesTilde; Prime; Product; Proportion; Proportional; Pscr; Psi; QUOT QUOT; Qfr; Qopf; "
	"Qscr; RBarr; REG REG; Racute; Rang; Rarr; Rarrtl; Rcaron; Rcedil; Rcy; Re; ReverseElement; "
	"ReverseEquilibrium; ReverseUpEquilibrium; Rfr; Rho; RightAngleBracket; RightArrow; "
	"RightArrowBar; RightArrowLeftArrow; RightCeiling; RightDoubleBracket; RightDownTeeVector; "
	"RightDownVector; RightDownVectorBar; RightFloor; RightTee; RightTeeArrow; RightTeeVector; "
	"RightTriangle; RightTriangleBar; RightTriangleEqual; RightUpDownVector; RightUpTeeVector; "
	"RightUpVector; RightUpVectorBar; RightVector; RightVectorBar; Rightarrow; Ropf; "
	"RoundImplies; Rrightarrow; Rscr; Rsh; RuleDelayed; SHCHcy; SHcy; SOFTcy; Sacute; Sc; "
	"Scaron; Scedil; Scirc; Scy; Sfr; ShortDownArrow; ShortLeftArrow; ShortRightArrow; "
	"ShortUpArrow; Sigma; SmallCircle; Sopf; Sqrt; Square; SquareIntersection; SquareSubset; "
	"SquareSubsetEqual; SquareSuperset; SquareSupersetEqual; SquareUnion; Sscr; Star; Sub; "
	"Subset; SubsetEqual; Succeeds; SucceedsEqual; SucceedsSlantEqual; SucceedsTilde; SuchThat; "
	"Sum; Sup; Superset; SupersetEqual; Supset; THORN THORN; TRADE; TSHcy; TScy; Tab; Tau; "
	"Tcaron; Tcedil; Tcy; Tfr; Therefore; Theta; ThickSpace; ThinSpace; Tilde; TildeEqual; "
	"TildeFullEqual; TildeTilde; Topf; TripleDot; Tscr; Tstrok; Uacute Uacute; Uarr; Uarrocir; "
	"Ubrcy; Ubreve; Ucirc Ucirc; Ucy; Udblac; Ufr; Ugrave Ugrave; Umacr; UnderBar; UnderBrace; "
	"UnderBracket; UnderParenthesis; Union; UnionPlus; Uogon; Uopf; UpArrow; UpArrowBar; "
	"UpArrowDownArrow; UpDownArrow; UpEquilibrium; UpTee; UpTeeArrow; Uparrow; Updownarrow; "
	"UpperLeftArrow; UpperRightArrow; Upsi; Upsilon; Uring; Uscr; Utilde; Uuml Uuml; VDash; "
	"Vbar; Vcy; Vdash; Vdashl; Vee; Verbar; Vert; VerticalBar; VerticalLine; VerticalSeparator; "
	"VerticalTilde; VeryThinSpace; Vfr; Vopf; Vscr; Vvdash; Wcirc; Wedge; Wfr; Wopf; Wscr; Xfr; "
	"Xi; Xopf; Xscr; YAcy; YIcy; YUcy; Yacute Yacute; Ycirc; Ycy; Yfr; Yopf; Yscr; Yuml; ZHcy; "
	"Zacute; Zcaron; Zcy; Zdot; ZeroWidthSpace; Zeta; Zfr; Zopf; Zscr; aacute aacute; abreve; "
	"ac; acE; acd; acirc acirc; acute acute; acy; aelig aelig; af; afr; agrave agrave; alefsym; "
	"aleph; alpha; amacr; amalg; amp amp; and; andand; andd; andslope; andv; ang; ange; angle; "
	"angmsd; angmsdaa; angmsdab; angmsdac; angmsdad; angmsdae; angmsdaf; angmsdag; angmsdah; "
	"angrt; angrtvb; angrtvbd; angsph; angst; angzarr; aogon; aopf; ap; apE; apacir; ape; apid; "
	"apos; approx; approxeq; aring aring; ascr; ast; asymp; asympeq; atilde atilde; auml auml; "
	"awconint; awint; bNot; backcong; backepsilon; backprime; backsim; backsimeq; barvee; "
	"barwed; barwedge; bbrk; bbrktbrk; bcong; bcy; bdquo; becaus; because; bemptyv; bepsi; "
	"bernou; beta; beth; between; bfr; bigcap; bigcirc; bigcup; bigodot; bigoplus; bigotimes; "
	"bigsqcup; bigstar; bigtriangledown; bigtriangleup; biguplus; bigvee; bigwedge; bkarow; "
	"blacklozenge; blacksquare; blacktriangle; blacktriangledown; blacktriangleleft; "
	"blacktriangleright; blank; blk12; blk14; blk34; block; bne; bnequiv; bnot; bopf; bot; "
	"bottom; bowtie; boxDL; boxDR; boxDl; boxDr; boxH; boxHD; boxHU; boxHd; boxHu; boxUL; "
	"boxUR; boxUl; boxUr; boxV; boxVH; boxVL; boxVR; boxVh; boxVl; boxVr; boxbox; boxdL; boxdR; "
	"boxdl; boxdr; boxh; boxhD; boxhU; boxhd; boxhu; boxminus; boxplus; boxtimes; boxuL; boxuR; "
	"boxul; boxur; boxv; boxvH; boxvL; boxvR; boxvh; boxvl; boxvr; bprime; breve; brvbar "
	"brvbar; bscr; bsemi; bsim; bsime; bsol; bsolb; bsolhsub; bull; bullet; bump; bumpE; bumpe; "
	"bumpeq; cacute; cap; capand; capbrcup; capcap; capcup; capdot; caps; caret; caron; ccaps; "
	"ccaron; ccedil ccedil; ccirc; ccups; ccupssm; cdot; cedil cedil; cemptyv; cent cent; "
	"centerdot; cfr; chcy; check; checkmark; chi; cir; cirE; circ; circeq; circlearrowleft; "
	"circlearrowright; circledR; circledS; circledast; circledcirc; circleddash; cire; "
	"cirfnint; cirmid; cirscir; clubs; clubsuit; colon; colone; coloneq; comma; commat; comp; "
	"compfn; complement; complexes; cong; congdot; conint; copf; coprod; copy copy; copysr; "
	"crarr; cross; cscr; csub; csube; csup; csupe; ctdot; cudarrl; cudarrr; cuepr; cuesc; "
	"cularr; cularrp; cup; cupbrcap; cupcap; cupcup; cupdot; cupor; cups; curarr; curarrm; "
	"curlyeqprec; curlyeqsucc; curlyvee; curlywedge; curren curren; curvearrowleft; "
	"curvearrowright; cuvee; cuwed; cwconint; cwint; cylcty; dArr; dHar; dagger; daleth; darr; "
	"dash; dashv; dbkarow; dblac; dcaron; dcy; dd; ddagger; ddarr; ddotseq; deg deg; delta; "
	"demptyv; dfisht; dfr; dharl; dharr; diam; diamond; diamondsuit; diams; die; digamma; "
	"disin; div; divide divide; divideontimes; divonx; djcy; dlcorn; dlcrop; dollar; dopf; dot; "
	"doteq; doteqdot; dotminus; dotplus; dotsquare; doublebarwedge; downarrow; downdownarrows; "
	"downharpoonleft; downharpoonright; drbkarow; drcorn; drcrop; dscr; dscy; dsol; dstrok; "
	"dtdot; dtri; dtrif; duarr; duhar; dwangle; dzcy; dzigrarr; eDDot; eDot; eacute eacute; "
	"easter; ecaron; ecir; ecirc ecirc; ecolon; ecy; edot; ee; efDot; efr; eg; egrave egrave; "
	"egs; egsdot; el; elinters; ell; els; elsdot; emacr; empty; emptyset; emptyv; emsp13; "
	"emsp14; emsp; eng; ensp; eogon; eopf; epar; eparsl; eplus; epsi; epsilon; epsiv; eqcirc; "
	"eqcolon; eqsim; eqslantgtr; eqslantless; equals; equest; equiv; equivDD; eqvparsl; erDot; "
	"erarr; escr; esdot; esim; eta; eth eth; euml euml; euro; excl; exist; expectation; "
	"exponentiale; fallingdotseq; fcy; female; ffilig; fflig; ffllig; ffr; filig; fjlig; flat; "
	"fllig; fltns; fnof; fopf; forall; fork; forkv; fpartint; frac12 frac12; frac13; frac14 "
	"frac14; frac15; frac16; frac18; frac23; frac25; frac34 frac34; frac35; frac38; frac45; "
	"frac56; frac58; frac78; frasl; frown; fscr; gE; gEl; gacute; gamma; gammad; gap; gbreve; "
	"gcirc; gcy; gdot; ge; gel; geq; geqq; geqslant; ges; gescc; gesdot; gesdoto; gesdotol; "
	"gesl; gesles; gfr; gg; ggg; gimel; gjcy; gl; glE; gla; glj; gnE; gnap; gnapprox; gne; "
	"gneq; gneqq; gnsim; gopf; grave; gscr; gsim; gsime; gsiml; gt gt; gtcc; gtcir; gtdot; "
	"gtlPar; gtquest; gtrapprox; gtrarr; gtrdot; gtreqless; gtreqqless; gtrless; gtrsim; "
	"gvertneqq; gvnE; hArr; hairsp; half; hamilt; hardcy; harr; harrcir; harrw; hbar; hcirc; "
	"hearts; heartsuit; hellip; hercon; hfr; hksearow; hkswarow; hoarr; homtht; hookleftarrow; "
	"hookrightarrow; hopf; horbar; hscr; hslash; hstrok; hybull; hyphen; iacute iacute; ic; "
	"icirc icirc; icy; iecy; iexcl iexcl; iff; ifr; igrave igrave; ii; iiiint; iiint; iinfin; "
	"iiota; ijlig; imacr; image; imagline; imagpart; imath; imof; imped; in; incare; infin; "
	"infintie; inodot; int; intcal; integers; intercal; intlarhk; intprod; iocy; iogon; iopf; "
	"iota; iprod; iquest iquest; iscr; isin; isinE; isindot; isins; isinsv; isinv; it; itilde; "
	"iukcy; iuml iuml; jcirc; jcy; jfr; jmath; jopf; jscr; jsercy; jukcy; kappa; kappav; "
	"kcedil; kcy; kfr; kgreen; khcy; kjcy; kopf; kscr; lAarr; lArr; lAtail; lBarr; lE; lEg; "
	"lHar; lacute; laemptyv; lagran; lambda; lang; langd; langle; lap; laquo laquo; larr; "
	"larrb; larrbfs; larrfs; larrhk; larrlp; larrpl; larrsim; larrtl; lat; latail; late; lates; "
	"lbarr; lbbrk; lbrace; lbrack; lbrke; lbrksld; lbrkslu; lcaron; lcedil; lceil; lcub; lcy; "
	"ldca; ldquo; ldquor; ldrdhar; ldrushar; ldsh; le; leftarrow; leftarrowtail; "
	"leftharpoondown; leftharpoonup; leftleftarrows; leftrightarrow; leftrightarrows; "
	"leftrightharpoons; leftrightsquigarrow; leftthreetimes; leg; leq; leqq; leqslant; les; "
	"lescc; lesdot; lesdoto; lesdotor; lesg; lesges; lessapprox; lessdot; lesseqgtr; "
	"lesseqqgtr; lessgtr; lesssim; lfisht; lfloor; lfr; lg; lgE; lhard; lharu; lharul; lhblk; "
	"ljcy; ll; llarr; llcorner; llhard; lltri; lmidot; lmoust; lmoustache; lnE; lnap; lnapprox; "
	"lne; lneq; lneqq; lnsim; loang; loarr; lobrk; longleftarrow; longleftrightarrow; "
	"longmapsto; longrightarrow; looparrowleft; looparrowright; lopar; lopf; loplus; lotimes; "
	"lowast; lowbar; loz; lozenge; lozf; lpar; lparlt; lrarr; lrcorner; lrhar; lrhard; lrm; "
	"lrtri; lsaquo; lscr; lsh; lsim; lsime; lsimg; lsqb; lsquo; lsquor; lstrok; lt lt; ltcc; "
	"ltcir; ltdot; lthree; ltimes; ltlarr; ltquest; ltrPar; ltri; ltrie; ltrif; lurdshar; "
	"luruhar; lvertneqq; lvnE; mDDot; macr macr; male; malt; maltese; map; mapsto; mapstodown; "
	"mapstoleft; mapstoup; marker; mcomma; mcy; mdash; measuredangle; mfr; mho; micro micro; "
	"mid; midast; midcir; middot middot; minus; minusb; minusd; minusdu; mlcp; mldr; mnplus; "
	"models; mopf; mp; mscr; mstpos; mu; multimap; mumap; nGg; nGt; nGtv; nLeftarrow; "
	"nLeftrightarrow; nLl; nLt; nLtv; nRightarrow; nVDash; nVdash; nabla; nacute; nang; nap; "
	"napE; napid; napos; napprox; natur; natural; naturals; nbsp nbsp; nbump; nbumpe; ncap; "
	"ncaron; ncedil; ncong; ncongdot; ncup; ncy; ndash; ne; neArr; nearhk; nearr; nearrow; "
	"nedot; nequiv; nesear; nesim; nexist; nexists; nfr; ngE; nge; ngeq; ngeqq; ngeqslant; "
	"nges; ngsim; ngt; ngtr; nhArr; nharr; nhpar; ni; nis; nisd; niv; njcy; nlArr; nlE; nlarr; "
	"nldr; nle; nleftarrow; nleftrightarrow; nleq; nleqq; nleqslant; nles; nless; nlsim; nlt; "
	"nltri; nltrie; nmid; nopf; not not; notin; notinE; notindot; notinva; notinvb; notinvc; "
	"notni; notniva; notnivb; notnivc; npar; nparallel; nparsl; npart; npolint; npr; nprcue; "
	"npre; nprec; npreceq; nrArr; nrarr; nrarrc; nrarrw; nrightarrow; nrtri; nrtrie; nsc; "
	"nsccue; nsce; nscr; nshortmid; nshortparallel; nsim; nsime; nsimeq; nsmid; nspar; nsqsube; "
	"nsqsupe; nsub; nsubE; nsube; nsubset; nsubseteq; nsubseteqq; nsucc; nsucceq; nsup; nsupE; "
	"nsupe; nsupset; nsupseteq; nsupseteqq; ntgl; ntilde ntilde; ntlg; ntriangleleft; "
	"ntrianglelefteq; ntriangleright; ntrianglerighteq; nu; num; numero; numsp; nvDash; nvHarr; "
	"nvap; nvdash; nvge; nvgt; nvinfin; nvlArr; nvle; nvlt; nvltrie; nvrArr; nvrtrie; nvsim; "
	"nwArr; nwarhk; nwarr; nwarrow; nwnear; oS; oacute oacute; oast; ocir; ocirc ocirc; ocy; "
	"odash; odblac; odiv; odot; odsold; oelig; ofcir; ofr; ogon; ograve ograve; ogt; ohbar; "
	"ohm; oint; olarr; olcir; olcross; oline; olt; omacr; omega; omicron; omid; ominus; oopf; "
	"opar; operp; oplus; or; orarr; ord; order; orderof; ordf ordf; ordm ordm; origof; oror; "
	"orslope; orv; oscr; oslash oslash; osol; otilde otilde; otimes; otimesas; ouml ouml; "
	"ovbar; par; para para; parallel; parsim; parsl; part; pcy; percnt; period; permil; perp; "
	"pertenk; pfr; phi; phiv; phmmat; phone; pi; pitchfork; piv; planck; planckh; plankv; plus; "
	"plusacir; plusb; pluscir; plusdo; plusdu; pluse; plusmn plusmn; plussim; plustwo; pm; "
	"pointint; popf; pound pound; pr; prE; prap; prcue; pre; prec; precapprox; preccurlyeq; "
	"preceq; precnapprox; precneqq; precnsim; precsim; prime; primes; prnE; prnap; prnsim; "
	"prod; profalar; profline; profsurf; prop; propto; prsim; prurel; pscr; psi; puncsp; qfr; "
	"qint; qopf; qprime; qscr; quaternions; quatint; quest; questeq; quot quot; rAarr; rArr; "
	"rAtail; rBarr; rHar; race; racute; radic; raemptyv; rang; rangd; range; rangle; raquo "
	"raquo; rarr; rarrap; rarrb; rarrbfs; rarrc; rarrfs; rarrhk; rarrlp; rarrpl; rarrsim; "
	"rarrtl; rarrw; ratail; ratio; rationals; rbarr; rbbrk; rbrace; rbrack; rbrke; rbrksld; "
	"rbrkslu; rcaron; rcedil; rceil; rcub; rcy; rdca; rdldhar; rdquo; rdquor; rdsh; real; "
	"realine; realpart; reals; rect; reg reg; rfisht; rfloor; rfr; rhard; rharu; rharul; rho; "
	"rhov; rightarrow; rightarrowtail; rightharpoondown; rightharpoonup; rightleftarrows; "
	"rightleftharpoons; rightrightarrows; rightsquigarrow; rightthreetimes; ring; risingdotseq; "
	"rlarr; rlhar; rlm; rmoust; rmoustache; rnmid; roang; roarr; robrk; ropar; ropf; roplus; "
	"rotimes; rpar; rpargt; rppolint; rrarr; rsaquo; rscr; rsh; rsqb; rsquo; rsquor; rthree; "
	"rtimes; rtri; rtrie; rtrif; rtriltri; ruluhar; rx; sacute; sbquo; sc; scE; scap; scaron; "
	"sccue; sce; scedil; scirc; scnE; scnap; scnsim; scpolint; scsim; scy; sdot; sdotb; sdote; "
	"seArr; searhk; searr; searrow; sect sect; semi; seswar; setminus; setmn; sext; sfr; "
	"sfrown; sharp; shchcy; shcy; shortmid; shortparallel; shy shy; sigma; sigmaf; sigmav; sim; "
	"simdot; sime; simeq; simg; simgE; siml; simlE; simne; simplus; simrarr; slarr; "
	"smallsetminus; smashp; smeparsl; smid; smile; smt; smte; smtes; softcy; sol; solb; solbar; "
	"sopf; spades; spadesuit; spar; sqcap; sqcaps; sqcup; sqcups; sqsub; sqsube; sqsubset; "
	"sqsubseteq; sqsup; sqsupe; sqsupset; sqsupseteq; squ; square; squarf; squf; srarr; sscr; "
	"ssetmn; ssmile; sstarf; star; starf; straightepsilon; straightphi; strns; sub; subE; "
	"subdot; sube; subedot; submult; subnE; subne; subplus; subrarr; subset; subseteq; "
	"subseteqq; subsetneq; subsetneqq; subsim; subsub; subsup; succ; succapprox; succcurlyeq; "
	"succeq; succnapprox; succneqq; succnsim; succsim; sum; sung; sup1 sup1; sup2 sup2; sup3 "
	"sup3; sup; supE; supdot; supdsub; supe; supedot; suphsol; suphsub; suplarr; supmult; "
	"supnE; supne; supplus; supset; supseteq; supseteqq; supsetneq; supsetneqq; supsim; supsub; "
	"supsup; swArr; swarhk; swarr; swarrow; swnwar; szlig szlig; target; tau; tbrk; tcaron; "
	"tcedil; tcy; tdot; telrec; tfr; there4; therefore; theta; thetasym; thetav; thickapprox; "
	"thicksim; thinsp; thkap; thksim; thorn thorn; tilde; times times; timesb; timesbar; "
	"timesd; tint; toea; top; topbot; topcir; topf; topfork; tosa; tprime; trade; triangle; "
	"triangledown; triangleleft; trianglelefteq; triangleq; triangleright; trianglerighteq; "
	"tridot; trie; triminus; triplus; trisb; tritime; trpezium; tscr; tscy; tshcy; tstrok; "
	"twixt; twoheadleftarrow; twoheadrightarrow; uArr; uHar; uacute uacute; uarr; ubrcy; "
	"ubreve; ucirc ucirc; ucy; udarr; udblac; udhar; ufisht; ufr; ugrave ugrave; uharl; uharr; "
	"uhblk; ulcorn; ulcorner; ulcrop; ultri; umacr; uml uml; uogon; uopf; uparrow; updownarrow; "
	"upharpoonleft; upharpoonright; uplus; upsi; upsih; upsilon; upuparrows; urcorn; urcorner; "
	"urcrop; uring; urtri; uscr; utdot; utilde; utri; utrif; uuarr; uuml uuml; uwangle; vArr; "
	"vBar; vBarv; vDash; vangrt; varepsilon; varkappa; varnothing; varphi; varpi; varpropto; "
	"varr; varrho; varsigma; varsubsetneq; varsubsetneqq; varsupsetneq; varsupsetneqq; "
	"vartheta; vartriangleleft; vartriangleright; vcy; vdash; vee; veebar; veeeq; vellip; "
	"verbar; vert; vfr; vltri; vnsub; vnsup; vopf; vprop; vrtri; vscr; vsubnE; vsubne; vsupnE; "
	"vsupne; vzigzag; wcirc; wedbar; wedge; wedgeq; weierp; wfr; wopf; wp; wr; wreath; wscr; "
	"xcap; xcirc; xcup; xdtri; xfr; xhArr; xharr; xi; xlArr; xlarr; xmap; xnis; xodot; xopf; "
	"xoplus; xotime; xrArr; xrarr; xscr; xsqcup; xuplus; xutri; xvee; xwedge; yacute yacute; "
	"yacy; ycirc; ycy; yen yen; yfr; yicy; yopf; yscr; yucy; yuml yuml; zacute; zcaron; zcy; "
	"zdot; zeetrf; zeta; zfr; zhcy; zigrarr; zopf; zscr; zwj; zwnj; ";

const uint16_t html_entity_offsets[HTML_ENTITIES + 1] = {
	0, 6, 13, 17, 22, 29, 37, 45, 51, 58, 63, 68, 75, 83, 90, 97, 102, 109, 115, 130, 136,
	143, 149, 157, 164, 172, 177, 183, 194, 200, 208, 213, 222, 234, 240, 245, 251, 258, 264,
	272, 278, 283, 289, 297, 302, 324, 333, 341, 348, 356, 363, 372, 378, 387, 398, 403, 408,
	419, 432, 444, 457, 483, 506, 523, 530, 538, 549, 557, 574, 580, 591, 624, 631, 637, 642,
	650, 654, 664, 670, 676, 682, 690, 696, 703, 711, 716, 721, 728, 733, 751, 767, 791, 809,
	827, 836, 851, 857, 862, 870, 880, 903, 914, 931, 948, 970, 985, 1006, 1032, 1054, 1072,
	1088, 1103, 1122, 1141, 1152, 1166, 1184, 1195, 1216, 1235, 1251, 1270, 1290, 1307, 1327,
	1336, 1350, 1361, 1367, 1375, 1380, 1384, 1389, 1396, 1404, 1412, 1418, 1425, 1430, 1436,
	1441, 1448, 1456, 1465, 1472, 1490, 1512, 1519, 1525, 1534, 1541, 1553, 1566, 1572, 1578,
	1583, 1588, 1594, 1602, 1616, 1621, 1626, 1645, 1668, 1674, 1682, 1694, 1700, 1706, 1709,
	1713, 1720, 1728, 1736, 1744, 1751, 1756, 1762, 1767, 1771, 1777, 1791, 1809, 1827, 1843,
	1856, 1875, 1889, 1895, 1899, 1907, 1914, 1919, 1926, 1931, 1945, 1951, 1967, 1973, 1981,
	1995, 2006, 2012, 2019, 2025, 2032, 2040, 2046, 2053, 2058, 2064, 2069, 2076, 2084, 2088,
	2095, 2107, 2116, 2121, 2131, 2145, 2161, 2177, 2184, 2190, 2196, 2202, 2210, 2217, 2222,
	2228, 2235, 2240, 2245, 2251, 2257, 2265, 2272, 2278, 2284, 2291, 2299, 2304, 2309, 2315,
	2321, 2327, 2330, 2334, 2342, 2350, 2356, 2368, 2374, 2382, 2390, 2395, 2413, 2424, 2438,
	2459, 2472, 2491, 2510, 2526, 2545, 2556, 2572, 2589, 2598, 2612, 2627, 2641, 2658, 2677,
	2695, 2712, 2726, 2743, 2755, 2770, 2781, 2797, 2815, 2830, 2843, 2853, 2869, 2880, 2885,
	2889, 2901, 2909, 2924, 2944, 2960, 2975, 2995, 3011, 3017, 3033, 3050, 3056, 3061, 3069,
	3073, 3078, 3083, 3096, 3107, 3112, 3123, 3129, 3135, 3139, 3145, 3153, 3161, 3169, 3174,
	3195, 3215, 3234, 3257, 3279, 3295, 3304, 3309, 3318, 3336, 3342, 3347, 3361, 3372, 3394,
	3406, 3416, 3431, 3442, 3454, 3471, 3492, 3511, 3527, 3549, 3566, 3583, 3597, 3614, 3634,
	3656, 3665, 3679, 3695, 3708, 3727, 3741, 3766, 3785, 3798, 3816, 3839, 3858, 3876, 3897,
	3920, 3937, 3959, 3978, 4002, 4013, 4029, 4042, 4060, 4083, 4101, 4114, 4132, 4142, 4157,
	4176, 4191, 4207, 4213, 4220, 4228, 4232, 4239, 4246, 4254, 4260, 4267, 4272, 4280, 4285,
	4292, 4300, 4307, 4314, 4323, 4329, 4351, 4367, 4371, 4377, 4384, 4392, 4399, 4407, 4415,
	4420, 4426, 4435, 4446, 4459, 4476, 4486, 4491, 4496, 4501, 4505, 4516, 4531, 4537, 4541,
	4551, 4566, 4586, 4601, 4608, 4617, 4629, 4643, 4649, 4654, 4659, 4665, 4670, 4676, 4682,
	4689, 4693, 4698, 4706, 4712, 4718, 4726, 4734, 4742, 4747, 4751, 4767, 4787, 4809, 4814,
	4819, 4838, 4850, 4865, 4886, 4900, 4920, 4940, 4957, 4977, 4989, 4999, 5014, 5030, 5045,
	5063, 5083, 5102, 5120, 5135, 5153, 5166, 5182, 5194, 5200, 5214, 5227, 5233, 5238, 5251,
	5259, 5265, 5273, 5281, 5285, 5293, 5301, 5308, 5313, 5318, 5334, 5350, 5367, 5381, 5388,
	5401, 5407, 5413, 5421, 5441, 5455, 5474, 5490, 5511, 5524, 5530, 5536, 5541, 5549, 5562,
	5572, 5587, 5607, 5622, 5632, 5637, 5642, 5652, 5667, 5675, 5681, 5688, 5695, 5702, 5708,
	5713, 5718, 5726, 5734, 5739, 5744, 5755, 5762, 5774, 5785, 5792, 5804, 5820, 5832, 5838,
	5849, 5855, 5863, 5870, 5878, 5884, 5894, 5901, 5909, 5915, 5922, 5927, 5935, 5940, 5947,
	5955, 5962, 5972, 5984, 5998, 6016, 6023, 6034, 6041, 6047, 6056, 6068, 6086, 6099, 6114,
	6121, 6133, 6142, 6155, 6171, 6188, 6194, 6203, 6210, 6216, 6224, 6229, 6235, 6242, 6248,
	6253, 6260, 6268, 6273, 6281, 6287, 6300, 6314, 6333, 6348, 6363, 6368, 6374, 6380, 6388,
	6395, 6402, 6407, 6413, 6419, 6424, 6428, 6434, 6440, 6446, 6452, 6458, 6465, 6473, 6480,
	6485, 6490, 6496, 6502, 6508, 6514, 6522, 6530, 6535, 6541, 6557, 6563, 6568, 6574, 6580,
	6587, 6595, 6603, 6607, 6612, 6617, 6623, 6630, 6636, 6643, 6648, 6654, 6661, 6665, 6670,
	6677, 6685, 6694, 6701, 6708, 6715, 6722, 6726, 6731, 6736, 6744, 6750, 6760, 6766, 6771,
	6777, 6784, 6792, 6802, 6812, 6822, 6832, 6842, 6852, 6862, 6872, 6879, 6888, 6898, 6906,
	6913, 6922, 6929, 6935, 6939, 6944, 6952, 6957, 6963, 6969, 6977, 6987, 6993, 7000, 7006,
	7011, 7018, 7027, 7034, 7042, 7047, 7053, 7063, 7070, 7076, 7086, 7099, 7110, 7119, 7130,
	7138, 7146, 7156, 7162, 7172, 7179, 7184, 7191, 7199, 7208, 7217, 7224, 7232, 7238, 7244,
	7253, 7258, 7266, 7275, 7283, 7292, 7302, 7313, 7323, 7332, 7349, 7364, 7374, 7382, 7392,
	7400, 7414, 7427, 7442, 7461, 7480, 7500, 7507, 7514, 7521, 7528, 7535, 7540, 7549, 7555,
	7561, 7566, 7574, 7582, 7589, 7596, 7603, 7610, 7616, 7623, 7630, 7637, 7644, 7651, 7658,
	7665, 7672, 7678, 7685, 7692, 7699, 7706, 7713, 7720, 7728, 7735, 7742, 7749, 7756, 7762,
	7769, 7776, 7783, 7790, 7800, 7809, 7819, 7826, 7833, 7840, 7847, 7853, 7860, 7867, 7874,
	7881, 7888, 7895, 7903, 7910, 7917, 7925, 7931, 7938, 7944, 7951, 7957, 7964, 7974, 7980,
	7988, 7994, 8001, 8008, 8016, 8024, 8029, 8037, 8047, 8055, 8063, 8071, 8077, 8084, 8091,
	8098, 8106, 8113, 8121, 8128, 8135, 8144, 8150, 8156, 8163, 8172, 8177, 8183, 8194, 8199,
	8205, 8212, 8223, 8228, 8233, 8239, 8245, 8253, 8270, 8288, 8298, 8308, 8320, 8333, 8346,
	8352, 8362, 8370, 8379, 8386, 8396, 8403, 8411, 8420, 8427, 8435, 8441, 8449, 8461, 8472,
	8478, 8487, 8495, 8501, 8509, 8514, 8520, 8528, 8535, 8542, 8548, 8554, 8561, 8567, 8574,
	8581, 8590, 8599, 8606, 8613, 8621, 8630, 8635, 8645, 8653, 8661, 8669, 8676, 8682, 8690,
	8699, 8712, 8725, 8735, 8747, 8754, 8762, 8778, 8795, 8802, 8809, 8819, 8826, 8834, 8840,
	8846, 8854, 8862, 8868, 8874, 8881, 8890, 8897, 8905, 8910, 8914, 8923, 8930, 8939, 8943,
	8948, 8955, 8964, 8972, 8977, 8984, 8991, 8997, 9006, 9019, 9026, 9031, 9040, 9047, 9052,
	9059, 9067, 9082, 9090, 9096, 9104, 9112, 9120, 9126, 9131, 9138, 9148, 9158, 9167, 9178,
	9194, 9205, 9221, 9238, 9256, 9266, 9274, 9282, 9288, 9294, 9300, 9308, 9315, 9321, 9328,
	9335, 9342, 9351, 9357, 9367, 9374, 9380, 9387, 9395, 9403, 9411, 9417, 9423, 9430, 9438,
	9443, 9449, 9453, 9460, 9465, 9469, 9476, 9484, 9489, 9497, 9501, 9511, 9516, 9521, 9529,
	9536, 9543, 9553, 9561, 9569, 9577, 9583, 9588, 9594, 9601, 9607, 9613, 9621, 9628, 9634,
	9643, 9650, 9658, 9667, 9674, 9686, 9699, 9707, 9715, 9722, 9731, 9741, 9748, 9755, 9761,
	9768, 9774, 9779, 9783, 9788, 9793, 9799, 9805, 9811, 9818, 9831, 9845, 9860, 9865, 9873,
	9881, 9888, 9896, 9901, 9908, 9915, 9921, 9928, 9935, 9941, 9947, 9955, 9961, 9968, 9978,
	9985, 9993, 10001, 10008, 10016, 10024, 10032, 10040, 10048, 10056, 10063, 10071, 10079,
	10087, 10095, 10103, 10111, 10119, 10126, 10133, 10139, 10143, 10148, 10156, 10163, 10171,
	10176, 10184, 10191, 10196, 10202, 10206, 10211, 10216, 10222, 10232, 10237, 10244, 10252,
	10261, 10271, 10277, 10285, 10290, 10294, 10299, 10306, 10312, 10316, 10321, 10326, 10331,
	10336, 10342, 10352, 10357, 10363, 10370, 10377, 10383, 10390, 10396, 10402, 10409, 10416,
	10419, 10423, 10429, 10436, 10443, 10451, 10460, 10471, 10479, 10487, 10498, 10510, 10519,
	10527, 10538, 10544, 10550, 10558, 10564, 10572, 10580, 10586, 10595, 10602, 10608, 10615,
	10623, 10634, 10642, 10650, 10655, 10665, 10675, 10682, 10690, 10705, 10721, 10727, 10735,
	10741, 10749, 10757, 10765, 10773, 10780, 10788, 10792, 10798, 10805, 10810, 10816, 10822,
	10829, 10834, 10839, 10846, 10854, 10858, 10866, 10873, 10881, 10888, 10895, 10902, 10909,
	10919, 10929, 10936, 10942, 10949, 10953, 10961, 10968, 10978, 10986, 10991, 10999, 11009,
	11019, 11029, 11038, 11044, 11051, 11057, 11063, 11070, 11077, 11085, 11091, 11097, 11104,
	11113, 11120, 11128, 11135, 11139, 11147, 11154, 11159, 11165, 11172, 11177, 11182, 11189,
	11195, 11201, 11209, 11216, 11223, 11231, 11239, 11244, 11249, 11257, 11263, 11269, 11275,
	11281, 11288, 11294, 11302, 11309, 11313, 11318, 11324, 11332, 11342, 11350, 11358, 11364,
	11371, 11379, 11384, 11390, 11397, 11403, 11410, 11419, 11427, 11435, 11443, 11451, 11460,
	11468, 11473, 11481, 11487, 11494, 11501, 11508, 11516, 11524, 11531, 11540, 11549, 11557,
	11565, 11572, 11578, 11583, 11589, 11596, 11604, 11613, 11623, 11629, 11633, 11644, 11659,
	11676, 11691, 11707, 11723, 11740, 11759, 11780, 11796, 11801, 11806, 11812, 11822, 11827,
	11834, 11842, 11851, 11861, 11867, 11875, 11887, 11896, 11907, 11919, 11928, 11937, 11945,
	11953, 11958, 11962, 11967, 11974, 11981, 11989, 11996, 12002, 12006, 12013, 12023, 12031,
	12038, 12046, 12054, 12066, 12071, 12077, 12087, 12092, 12098, 12105, 12112, 12119, 12126,
	12133, 12148, 12168, 12180, 12196, 12211, 12227, 12234, 12240, 12248, 12257, 12265, 12273,
	12278, 12287, 12293, 12299, 12307, 12314, 12324, 12331, 12339, 12344, 12351, 12359, 12365,
	12370, 12376, 12383, 12390, 12396, 12403, 12411, 12419, 12422, 12426, 12432, 12439, 12446,
	12454, 12462, 12470, 12479, 12487, 12493, 12500, 12507, 12517, 12526, 12537, 12543, 12550,
	12555, 12561, 12567, 12573, 12582, 12587, 12595, 12607, 12619, 12629, 12637, 12645, 12650,
	12657, 12672, 12677, 12682, 12688, 12695, 12700, 12708, 12716, 12723, 12731, 12738, 12746,
	12754, 12763, 12769, 12775, 12783, 12791, 12797, 12801, 12807, 12815, 12819, 12829, 12836,
	12841, 12846, 12852, 12864, 12881, 12886, 12891, 12897, 12910, 12918, 12926, 12933, 12941,
	12947, 12952, 12958, 12965, 12972, 12981, 12988, 12997, 13007, 13012, 13018, 13025, 13033,
	13039, 13047, 13055, 13062, 13072, 13078, 13083, 13090, 13094, 13101, 13109, 13116, 13125,
	13132, 13140, 13148, 13155, 13163, 13172, 13177, 13182, 13187, 13193, 13200, 13211, 13217,
	13224, 13229, 13235, 13242, 13249, 13256, 13260, 13265, 13271, 13276, 13282, 13289, 13294,
	13301, 13307, 13312, 13324, 13341, 13347, 13354, 13365, 13371, 13378, 13385, 13390, 13397,
	13405, 13411, 13417, 13421, 13426, 13433, 13441, 13451, 13460, 13469, 13478, 13485, 13494,
	13503, 13512, 13518, 13529, 13537, 13544, 13553, 13558, 13566, 13572, 13579, 13588, 13595,
	13602, 13610, 13618, 13631, 13638, 13646, 13651, 13659, 13665, 13671, 13682, 13698, 13704,
	13711, 13719, 13726, 13733, 13742, 13751, 13757, 13764, 13771, 13780, 13791, 13803, 13810,
	13819, 13825, 13832, 13839, 13848, 13859, 13871, 13877, 13884, 13892, 13898, 13913, 13930,
	13946, 13964, 13968, 13973, 13981, 13988, 13996, 14004, 14010, 14018, 14024, 14030, 14039,
	14047, 14053, 14059, 14068, 14076, 14085, 14092, 14099, 14107, 14114, 14123, 14131, 14135,
	14142, 14150, 14156, 14162, 14168, 14175, 14180, 14187, 14195, 14201, 14207, 14215, 14222,
	14229, 14234, 14240, 14247, 14255, 14260, 14267, 14272, 14278, 14285, 14292, 14301, 14308,
	14313, 14320, 14327, 14336, 14342, 14350, 14356, 14362, 14369, 14376, 14380, 14387, 14392,
	14399, 14408, 14413, 14419, 14424, 14430, 14438, 14444, 14453, 14458, 14464, 14471, 14479,
	14485, 14492, 14500, 14508, 14518, 14523, 14529, 14536, 14541, 14546, 14552, 14562, 14570,
	14577, 14583, 14588, 14596, 14604, 14612, 14618, 14627, 14632, 14637, 14643, 14651, 14658,
	14662, 14673, 14678, 14686, 14695, 14703, 14709, 14719, 14726, 14735, 14743, 14751, 14758,
	14765, 14773, 14782, 14791, 14795, 14805, 14811, 14817, 14824, 14828, 14833, 14839, 14846,
	14851, 14857, 14869, 14882, 14890, 14903, 14913, 14923, 14932, 14939, 14947, 14953, 14960,
	14968, 14974, 14984, 14994, 15004, 15010, 15018, 15025, 15033, 15039, 15044, 15052, 15057,
	15063, 15069, 15077, 15083, 15096, 15105, 15112, 15121, 15126, 15132, 15139, 15145, 15153,
	15160, 15166, 15172, 15180, 15187, 15197, 15203, 15210, 15217, 15225, 15231, 15238, 15244,
	15252, 15259, 15268, 15275, 15283, 15291, 15299, 15307, 15316, 15324, 15331, 15339, 15346,
	15357, 15364, 15371, 15379, 15387, 15394, 15403, 15412, 15420, 15428, 15435, 15441, 15446,
	15452, 15461, 15468, 15476, 15482, 15488, 15497, 15507, 15514, 15520, 15524, 15529, 15537,
	15545, 15550, 15557, 15564, 15572, 15577, 15583, 15595, 15611, 15629, 15645, 15662, 15681,
	15699, 15716, 15733, 15739, 15753, 15760, 15767, 15772, 15780, 15792, 15799, 15806, 15813,
	15820, 15827, 15833, 15841, 15850, 15856, 15864, 15874, 15881, 15889, 15895, 15900, 15906,
	15913, 15921, 15929, 15937, 15943, 15950, 15957, 15967, 15976, 15980, 15988, 15995, 15999,
	16004, 16010, 16018, 16025, 16030, 16038, 16045, 16051, 16058, 16066, 16076, 16083, 16088,
	16094, 16101, 16108, 16115, 16123, 16130, 16139, 16144, 16150, 16156, 16164, 16174, 16181,
	16187, 16192, 16200, 16207, 16215, 16221, 16231, 16246, 16250, 16255, 16262, 16270, 16278,
	16283, 16291, 16297, 16304, 16310, 16317, 16323, 16330, 16337, 16346, 16355, 16362, 16377,
	16385, 16395, 16401, 16408, 16413, 16419, 16426, 16434, 16439, 16445, 16453, 16459, 16467,
	16478, 16484, 16491, 16499, 16506, 16514, 16521, 16529, 16539, 16551, 16558, 16566, 16576,
	16588, 16593, 16601, 16609, 16615, 16622, 16628, 16636, 16644, 16652, 16658, 16665, 16682,
	16695, 16702, 16707, 16713, 16721, 16727, 16736, 16745, 16752, 16759, 16768, 16777, 16785,
	16795, 16806, 16817, 16829, 16837, 16845, 16853, 16859, 16871, 16884, 16892, 16905, 16915,
	16925, 16934, 16939, 16945, 16950, 16956, 16961, 16967, 16972, 16978, 16983, 16989, 16997,
	17006, 17012, 17021, 17030, 17039, 17048, 17057, 17064, 17071, 17080, 17088, 17098, 17109,
	17120, 17132, 17140, 17148, 17156, 17163, 17171, 17178, 17187, 17195, 17201, 17208, 17216,
	17221, 17227, 17235, 17243, 17248, 17254, 17262, 17267, 17275, 17286, 17293, 17303, 17311,
	17324, 17334, 17342, 17349, 17357, 17363, 17370, 17377, 17383, 17390, 17398, 17408, 17416,
	17422, 17428, 17433, 17441, 17449, 17455, 17464, 17470, 17478, 17485, 17495, 17509, 17523,
	17539, 17550, 17565, 17582, 17590, 17596, 17606, 17615, 17622, 17631, 17641, 17647, 17653,
	17660, 17668, 17675, 17693, 17712, 17718, 17724, 17731, 17739, 17745, 17752, 17760, 17766,
	17773, 17778, 17785, 17793, 17800, 17808, 17813, 17820, 17828, 17835, 17842, 17849, 17857,
	17867, 17875, 17882, 17889, 17893, 17898, 17905, 17911, 17920, 17933, 17948, 17964, 17971,
	17977, 17984, 17993, 18005, 18013, 18023, 18031, 18038, 18045, 18051, 18058, 18066, 18072,
	18079, 18086, 18091, 18097, 18106, 18112, 18118, 18125, 18132, 18140, 18152, 18162, 18174,
	18182, 18189, 18200, 18206, 18214, 18224, 18238, 18253, 18267, 18282, 18292, 18309, 18327,
	18332, 18339, 18344, 18352, 18359, 18367, 18375, 18381, 18386, 18393, 18400, 18407, 18413,
	18420, 18427, 18433, 18441, 18449, 18457, 18465, 18474, 18481, 18489, 18496, 18504, 18512,
	18517, 18523, 18527, 18531, 18539, 18545, 18551, 18558, 18564, 18571, 18576, 18583, 18590,
	18594, 18601, 18608, 18614, 18620, 18627, 18633, 18641, 18649, 18656, 18663, 18669, 18677,
	18685, 18692, 18698, 18706, 18713, 18721, 18727, 18734, 18739, 18743, 18748, 18753, 18759,
	18765, 18771, 18777, 18782, 18788, 18796, 18804, 18809, 18815, 18823, 18829, 18834, 18840,
	18849, 18855, 18861, 18866, 18872,
};

const uint32_t html_entity_points[HTML_ENTITIES] = {
	0xc6, 0xc6, 0x26, 0x26, 0xc1, 0xc1, 0x102, 0xc2, 0xc2, 0x410, 0x1d504, 0xc0, 0xc0, 0x391,
	0x100, 0x2a53, 0x104, 0x1d538, 0x2061, 0xc5, 0xc5, 0x1d49c, 0x2254, 0xc3, 0xc3, 0xc4,
	0xc4, 0x2216, 0x2ae7, 0x2306, 0x411, 0x2235, 0x212c, 0x392, 0x1d505, 0x1d539, 0x2d8,
	0x212c, 0x224e, 0x427, 0xa9, 0xa9, 0x106, 0x22d2, 0x2145, 0x212d, 0x10c, 0xc7, 0xc7,
	0x108, 0x2230, 0x10a, 0xb8, 0xb7, 0x212d, 0x3a7, 0x2299, 0x2296, 0x2295, 0x2297, 0x2232,
	0x201d, 0x2019, 0x2237, 0x2a74, 0x2261, 0x222f, 0x222e, 0x2102, 0x2210, 0x2233, 0x2a2f,
	0x1d49e, 0x22d3, 0x224d, 0x2145, 0x2911, 0x402, 0x405, 0x40f, 0x2021, 0x21a1, 0x2ae4,
	0x10e, 0x414, 0x2207, 0x394, 0x1d507, 0xb4, 0x2d9, 0x2dd, 0x60, 0x2dc, 0x22c4, 0x2146,
	0x1d53b, 0xa8, 0x20dc, 0x2250, 0x222f, 0xa8, 0x21d3, 0x21d0, 0x21d4, 0x2ae4, 0x27f8,
	0x27fa, 0x27f9, 0x21d2, 0x22a8, 0x21d1, 0x21d5, 0x2225, 0x2193, 0x2913, 0x21f5, 0x311,
	0x2950, 0x295e, 0x21bd, 0x2956, 0x295f, 0x21c1, 0x2957, 0x22a4, 0x21a7, 0x21d3, 0x1d49f,
	0x110, 0x14a, 0xd0, 0xd0, 0xc9, 0xc9, 0x11a, 0xca, 0xca, 0x42d, 0x116, 0x1d508, 0xc8,
	0xc8, 0x2208, 0x112, 0x25fb, 0x25ab, 0x118, 0x1d53c, 0x395, 0x2a75, 0x2242, 0x21cc,
	0x2130, 0x2a73, 0x397, 0xcb, 0xcb, 0x2203, 0x2147, 0x424, 0x1d509, 0x25fc, 0x25aa,
	0x1d53d, 0x2200, 0x2131, 0x2131, 0x403, 0x3e, 0x3e, 0x393, 0x3dc, 0x11e, 0x122, 0x11c,
	0x413, 0x120, 0x1d50a, 0x22d9, 0x1d53e, 0x2265, 0x22db, 0x2267, 0x2aa2, 0x2277, 0x2a7e,
	0x2273, 0x1d4a2, 0x226b, 0x42a, 0x2c7, 0x5e, 0x124, 0x210c, 0x210b, 0x210d, 0x2500,
	0x210b, 0x126, 0x224e, 0x224f, 0x415, 0x132, 0x401, 0xcd, 0xcd, 0xce, 0xce, 0x418, 0x130,
	0x2111, 0xcc, 0xcc, 0x2111, 0x12a, 0x2148, 0x21d2, 0x222c, 0x222b, 0x22c2, 0x2063, 0x2062,
	0x12e, 0x1d540, 0x399, 0x2110, 0x128, 0x406, 0xcf, 0xcf, 0x134, 0x419, 0x1d50d, 0x1d541,
	0x1d4a5, 0x408, 0x404, 0x425, 0x40c, 0x39a, 0x136, 0x41a, 0x1d50e, 0x1d542, 0x1d4a6,
	0x409, 0x3c, 0x3c, 0x139, 0x39b, 0x27ea, 0x2112, 0x219e, 0x13d, 0x13b, 0x41b, 0x27e8,
	0x2190, 0x21e4, 0x21c6, 0x2308, 0x27e6, 0x2961, 0x21c3, 0x2959, 0x230a, 0x2194, 0x294e,
	0x22a3, 0x21a4, 0x295a, 0x22b2, 0x29cf, 0x22b4, 0x2951, 0x2960, 0x21bf, 0x2958, 0x21bc,
	0x2952, 0x21d0, 0x21d4, 0x22da, 0x2266, 0x2276, 0x2aa1, 0x2a7d, 0x2272, 0x1d50f, 0x22d8,
	0x21da, 0x13f, 0x27f5, 0x27f7, 0x27f6, 0x27f8, 0x27fa, 0x27f9, 0x1d543, 0x2199, 0x2198,
	0x2112, 0x21b0, 0x141, 0x226a, 0x2905, 0x41c, 0x205f, 0x2133, 0x1d510, 0x2213, 0x1d544,
	0x2133, 0x39c, 0x40a, 0x143, 0x147, 0x145, 0x41d, 0x200b, 0x200b, 0x200b, 0x200b, 0x226b,
	0x226a, 0xa, 0x1d511, 0x2060, 0xa0, 0x2115, 0x2aec, 0x2262, 0x226d, 0x2226, 0x2209,
	0x2260, 0x4002242, 0x2204, 0x226f, 0x2271, 0x4002267, 0x400226b, 0x2279, 0x4002a7e,
	0x2275, 0x400224e, 0x400224f, 0x22ea, 0x40029cf, 0x22ec, 0x226e, 0x2270, 0x2278,
	0x400226a, 0x4002a7d, 0x2274, 0x4002aa2, 0x4002aa1, 0x2280, 0x4002aaf, 0x22e0, 0x220c,
	0x22eb, 0x40029d0, 0x22ed, 0x400228f, 0x22e2, 0x4002290, 0x22e3, 0x6002282, 0x2288,
	0x2281, 0x4002ab0, 0x22e1, 0x400227f, 0x6002283, 0x2289, 0x2241, 0x2244, 0x2247, 0x2249,
	0x2224, 0x1d4a9, 0xd1, 0xd1, 0x39d, 0x152, 0xd3, 0xd3, 0xd4, 0xd4, 0x41e, 0x150, 0x1d512,
	0xd2, 0xd2, 0x14c, 0x3a9, 0x39f, 0x1d546, 0x201c, 0x2018, 0x2a54, 0x1d4aa, 0xd8, 0xd8,
	0xd5, 0xd5, 0x2a37, 0xd6, 0xd6, 0x203e, 0x23de, 0x23b4, 0x23dc, 0x2202, 0x41f, 0x1d513,
	0x3a6, 0x3a0, 0xb1, 0x210c, 0x2119, 0x2abb, 0x227a, 0x2aaf, 0x227c, 0x227e, 0x2033,
	0x220f, 0x2237, 0x221d, 0x1d4ab, 0x3a8, 0x22, 0x22, 0x1d514, 0x211a, 0x1d4ac, 0x2910,
	0xae, 0xae, 0x154, 0x27eb, 0x21a0, 0x2916, 0x158, 0x156, 0x420, 0x211c, 0x220b, 0x21cb,
	0x296f, 0x211c, 0x3a1, 0x27e9, 0x2192, 0x21e5, 0x21c4, 0x2309, 0x27e7, 0x295d, 0x21c2,
	0x2955, 0x230b, 0x22a2, 0x21a6, 0x295b, 0x22b3, 0x29d0, 0x22b5, 0x294f, 0x295c, 0x21be,
	0x2954, 0x21c0, 0x2953, 0x21d2, 0x211d, 0x2970, 0x21db, 0x211b, 0x21b1, 0x29f4, 0x429,
	0x428, 0x42c, 0x15a, 0x2abc, 0x160, 0x15e, 0x15c, 0x421, 0x1d516, 0x2193, 0x2190, 0x2192,
	0x2191, 0x3a3, 0x2218, 0x1d54a, 0x221a, 0x25a1, 0x2293, 0x228f, 0x2291, 0x2290, 0x2292,
	0x2294, 0x1d4ae, 0x22c6, 0x22d0, 0x22d0, 0x2286, 0x227b, 0x2ab0, 0x227d, 0x227f, 0x220b,
	0x2211, 0x22d1, 0x2283, 0x2287, 0x22d1, 0xde, 0xde, 0x2122, 0x40b, 0x426, 0x9, 0x3a4,
	0x164, 0x162, 0x422, 0x1d517, 0x2234, 0x398, 0x500205f, 0x2009, 0x223c, 0x2243, 0x2245,
	0x2248, 0x1d54b, 0x20db, 0x1d4af, 0x166, 0xda, 0xda, 0x219f, 0x2949, 0x40e, 0x16c, 0xdb,
	0xdb, 0x423, 0x170, 0x1d518, 0xd9, 0xd9, 0x16a, 0x5f, 0x23df, 0x23b5, 0x23dd, 0x22c3,
	0x228e, 0x172, 0x1d54c, 0x2191, 0x2912, 0x21c5, 0x2195, 0x296e, 0x22a5, 0x21a5, 0x21d1,
	0x21d5, 0x2196, 0x2197, 0x3d2, 0x3a5, 0x16e, 0x1d4b0, 0x168, 0xdc, 0xdc, 0x22ab, 0x2aeb,
	0x412, 0x22a9, 0x2ae6, 0x22c1, 0x2016, 0x2016, 0x2223, 0x7c, 0x2758, 0x2240, 0x200a,
	0x1d519, 0x1d54d, 0x1d4b1, 0x22aa, 0x174, 0x22c0, 0x1d51a, 0x1d54e, 0x1d4b2, 0x1d51b,
	0x39e, 0x1d54f, 0x1d4b3, 0x42f, 0x407, 0x42e, 0xdd, 0xdd, 0x176, 0x42b, 0x1d51c, 0x1d550,
	0x1d4b4, 0x178, 0x416, 0x179, 0x17d, 0x417, 0x17b, 0x200b, 0x396, 0x2128, 0x2124, 0x1d4b5,
	0xe1, 0xe1, 0x103, 0x223e, 0x300223e, 0x223f, 0xe2, 0xe2, 0xb4, 0xb4, 0x430, 0xe6, 0xe6,
	0x2061, 0x1d51e, 0xe0, 0xe0, 0x2135, 0x2135, 0x3b1, 0x101, 0x2a3f, 0x26, 0x26, 0x2227,
	0x2a55, 0x2a5c, 0x2a58, 0x2a5a, 0x2220, 0x29a4, 0x2220, 0x2221, 0x29a8, 0x29a9, 0x29aa,
	0x29ab, 0x29ac, 0x29ad, 0x29ae, 0x29af, 0x221f, 0x22be, 0x299d, 0x2222, 0xc5, 0x237c,
	0x105, 0x1d552, 0x2248, 0x2a70, 0x2a6f, 0x224a, 0x224b, 0x27, 0x2248, 0x224a, 0xe5, 0xe5,
	0x1d4b6, 0x2a, 0x2248, 0x224d, 0xe3, 0xe3, 0xe4, 0xe4, 0x2233, 0x2a11, 0x2aed, 0x224c,
	0x3f6, 0x2035, 0x223d, 0x22cd, 0x22bd, 0x2305, 0x2305, 0x23b5, 0x23b6, 0x224c, 0x431,
	0x201e, 0x2235, 0x2235, 0x29b0, 0x3f6, 0x212c, 0x3b2, 0x2136, 0x226c, 0x1d51f, 0x22c2,
	0x25ef, 0x22c3, 0x2a00, 0x2a01, 0x2a02, 0x2a06, 0x2605, 0x25bd, 0x25b3, 0x2a04, 0x22c1,
	0x22c0, 0x290d, 0x29eb, 0x25aa, 0x25b4, 0x25be, 0x25c2, 0x25b8, 0x2423, 0x2592, 0x2591,
	0x2593, 0x2588, 0x700003d, 0x7002261, 0x2310, 0x1d553, 0x22a5, 0x22a5, 0x22c8, 0x2557,
	0x2554, 0x2556, 0x2553, 0x2550, 0x2566, 0x2569, 0x2564, 0x2567, 0x255d, 0x255a, 0x255c,
	0x2559, 0x2551, 0x256c, 0x2563, 0x2560, 0x256b, 0x2562, 0x255f, 0x29c9, 0x2555, 0x2552,
	0x2510, 0x250c, 0x2500, 0x2565, 0x2568, 0x252c, 0x2534, 0x229f, 0x229e, 0x22a0, 0x255b,
	0x2558, 0x2518, 0x2514, 0x2502, 0x256a, 0x2561, 0x255e, 0x253c, 0x2524, 0x251c, 0x2035,
	0x2d8, 0xa6, 0xa6, 0x1d4b7, 0x204f, 0x223d, 0x22cd, 0x5c, 0x29c5, 0x27c8, 0x2022, 0x2022,
	0x224e, 0x2aae, 0x224f, 0x224f, 0x107, 0x2229, 0x2a44, 0x2a49, 0x2a4b, 0x2a47, 0x2a40,
	0x8002229, 0x2041, 0x2c7, 0x2a4d, 0x10d, 0xe7, 0xe7, 0x109, 0x2a4c, 0x2a50, 0x10b, 0xb8,
	0xb8, 0x29b2, 0xa2, 0xa2, 0xb7, 0x1d520, 0x447, 0x2713, 0x2713, 0x3c7, 0x25cb, 0x29c3,
	0x2c6, 0x2257, 0x21ba, 0x21bb, 0xae, 0x24c8, 0x229b, 0x229a, 0x229d, 0x2257, 0x2a10,
	0x2aef, 0x29c2, 0x2663, 0x2663, 0x3a, 0x2254, 0x2254, 0x2c, 0x40, 0x2201, 0x2218, 0x2201,
	0x2102, 0x2245, 0x2a6d, 0x222e, 0x1d554, 0x2210, 0xa9, 0xa9, 0x2117, 0x21b5, 0x2717,
	0x1d4b8, 0x2acf, 0x2ad1, 0x2ad0, 0x2ad2, 0x22ef, 0x2938, 0x2935, 0x22de, 0x22df, 0x21b6,
	0x293d, 0x222a, 0x2a48, 0x2a46, 0x2a4a, 0x228d, 0x2a45, 0x800222a, 0x21b7, 0x293c, 0x22de,
	0x22df, 0x22ce, 0x22cf, 0xa4, 0xa4, 0x21b6, 0x21b7, 0x22ce, 0x22cf, 0x2232, 0x2231,
	0x232d, 0x21d3, 0x2965, 0x2020, 0x2138, 0x2193, 0x2010, 0x22a3, 0x290f, 0x2dd, 0x10f,
	0x434, 0x2146, 0x2021, 0x21ca, 0x2a77, 0xb0, 0xb0, 0x3b4, 0x29b1, 0x297f, 0x1d521, 0x21c3,
	0x21c2, 0x22c4, 0x22c4, 0x2666, 0x2666, 0xa8, 0x3dd, 0x22f2, 0xf7, 0xf7, 0xf7, 0x22c7,
	0x22c7, 0x452, 0x231e, 0x230d, 0x24, 0x1d555, 0x2d9, 0x2250, 0x2251, 0x2238, 0x2214,
	0x22a1, 0x2306, 0x2193, 0x21ca, 0x21c3, 0x21c2, 0x2910, 0x231f, 0x230c, 0x1d4b9, 0x455,
	0x29f6, 0x111, 0x22f1, 0x25bf, 0x25be, 0x21f5, 0x296f, 0x29a6, 0x45f, 0x27ff, 0x2a77,
	0x2251, 0xe9, 0xe9, 0x2a6e, 0x11b, 0x2256, 0xea, 0xea, 0x2255, 0x44d, 0x117, 0x2147,
	0x2252, 0x1d522, 0x2a9a, 0xe8, 0xe8, 0x2a96, 0x2a98, 0x2a99, 0x23e7, 0x2113, 0x2a95,
	0x2a97, 0x113, 0x2205, 0x2205, 0x2205, 0x2004, 0x2005, 0x2003, 0x14b, 0x2002, 0x119,
	0x1d556, 0x22d5, 0x29e3, 0x2a71, 0x3b5, 0x3b5, 0x3f5, 0x2256, 0x2255, 0x2242, 0x2a96,
	0x2a95, 0x3d, 0x225f, 0x2261, 0x2a78, 0x29e5, 0x2253, 0x2971, 0x212f, 0x2250, 0x2242,
	0x3b7, 0xf0, 0xf0, 0xeb, 0xeb, 0x20ac, 0x21, 0x2203, 0x2130, 0x2147, 0x2252, 0x444,
	0x2640, 0xfb03, 0xfb00, 0xfb04, 0x1d523, 0xfb01, 0x1000066, 0x266d, 0xfb02, 0x25b1, 0x192,
	0x1d557, 0x2200, 0x22d4, 0x2ad9, 0x2a0d, 0xbd, 0xbd, 0x2153, 0xbc, 0xbc, 0x2155, 0x2159,
	0x215b, 0x2154, 0x2156, 0xbe, 0xbe, 0x2157, 0x215c, 0x2158, 0x215a, 0x215d, 0x215e,
	0x2044, 0x2322, 0x1d4bb, 0x2267, 0x2a8c, 0x1f5, 0x3b3, 0x3dd, 0x2a86, 0x11f, 0x11d, 0x433,
	0x121, 0x2265, 0x22db, 0x2265, 0x2267, 0x2a7e, 0x2a7e, 0x2aa9, 0x2a80, 0x2a82, 0x2a84,
	0x80022db, 0x2a94, 0x1d524, 0x226b, 0x22d9, 0x2137, 0x453, 0x2277, 0x2a92, 0x2aa5, 0x2aa4,
	0x2269, 0x2a8a, 0x2a8a, 0x2a88, 0x2a88, 0x2269, 0x22e7, 0x1d558, 0x60, 0x210a, 0x2273,
	0x2a8e, 0x2a90, 0x3e, 0x3e, 0x2aa7, 0x2a7a, 0x22d7, 0x2995, 0x2a7c, 0x2a86, 0x2978,
	0x22d7, 0x22db, 0x2a8c, 0x2277, 0x2273, 0x8002269, 0x8002269, 0x21d4, 0x200a, 0xbd,
	0x210b, 0x44a, 0x2194, 0x2948, 0x21ad, 0x210f, 0x125, 0x2665, 0x2665, 0x2026, 0x22b9,
	0x1d525, 0x2925, 0x2926, 0x21ff, 0x223b, 0x21a9, 0x21aa, 0x1d559, 0x2015, 0x1d4bd, 0x210f,
	0x127, 0x2043, 0x2010, 0xed, 0xed, 0x2063, 0xee, 0xee, 0x438, 0x435, 0xa1, 0xa1, 0x21d4,
	0x1d526, 0xec, 0xec, 0x2148, 0x2a0c, 0x222d, 0x29dc, 0x2129, 0x133, 0x12b, 0x2111, 0x2110,
	0x2111, 0x131, 0x22b7, 0x1b5, 0x2208, 0x2105, 0x221e, 0x29dd, 0x131, 0x222b, 0x22ba,
	0x2124, 0x22ba, 0x2a17, 0x2a3c, 0x451, 0x12f, 0x1d55a, 0x3b9, 0x2a3c, 0xbf, 0xbf, 0x1d4be,
	0x2208, 0x22f9, 0x22f5, 0x22f4, 0x22f3, 0x2208, 0x2062, 0x129, 0x456, 0xef, 0xef, 0x135,
	0x439, 0x1d527, 0x237, 0x1d55b, 0x1d4bf, 0x458, 0x454, 0x3ba, 0x3f0, 0x137, 0x43a,
	0x1d528, 0x138, 0x445, 0x45c, 0x1d55c, 0x1d4c0, 0x21da, 0x21d0, 0x291b, 0x290e, 0x2266,
	0x2a8b, 0x2962, 0x13a, 0x29b4, 0x2112, 0x3bb, 0x27e8, 0x2991, 0x27e8, 0x2a85, 0xab, 0xab,
	0x2190, 0x21e4, 0x291f, 0x291d, 0x21a9, 0x21ab, 0x2939, 0x2973, 0x21a2, 0x2aab, 0x2919,
	0x2aad, 0x8002aad, 0x290c, 0x2772, 0x7b, 0x5b, 0x298b, 0x298f, 0x298d, 0x13e, 0x13c,
	0x2308, 0x7b, 0x43b, 0x2936, 0x201c, 0x201e, 0x2967, 0x294b, 0x21b2, 0x2264, 0x2190,
	0x21a2, 0x21bd, 0x21bc, 0x21c7, 0x2194, 0x21c6, 0x21cb, 0x21ad, 0x22cb, 0x22da, 0x2264,
	0x2266, 0x2a7d, 0x2a7d, 0x2aa8, 0x2a7f, 0x2a81, 0x2a83, 0x80022da, 0x2a93, 0x2a85, 0x22d6,
	0x22da, 0x2a8b, 0x2276, 0x2272, 0x297c, 0x230a, 0x1d529, 0x2276, 0x2a91, 0x21bd, 0x21bc,
	0x296a, 0x2584, 0x459, 0x226a, 0x21c7, 0x231e, 0x296b, 0x25fa, 0x140, 0x23b0, 0x23b0,
	0x2268, 0x2a89, 0x2a89, 0x2a87, 0x2a87, 0x2268, 0x22e6, 0x27ec, 0x21fd, 0x27e6, 0x27f5,
	0x27f7, 0x27fc, 0x27f6, 0x21ab, 0x21ac, 0x2985, 0x1d55d, 0x2a2d, 0x2a34, 0x2217, 0x5f,
	0x25ca, 0x25ca, 0x29eb, 0x28, 0x2993, 0x21c6, 0x231f, 0x21cb, 0x296d, 0x200e, 0x22bf,
	0x2039, 0x1d4c1, 0x21b0, 0x2272, 0x2a8d, 0x2a8f, 0x5b, 0x2018, 0x201a, 0x142, 0x3c, 0x3c,
	0x2aa6, 0x2a79, 0x22d6, 0x22cb, 0x22c9, 0x2976, 0x2a7b, 0x2996, 0x25c3, 0x22b4, 0x25c2,
	0x294a, 0x2966, 0x8002268, 0x8002268, 0x223a, 0xaf, 0xaf, 0x2642, 0x2720, 0x2720, 0x21a6,
	0x21a6, 0x21a7, 0x21a4, 0x21a5, 0x25ae, 0x2a29, 0x43c, 0x2014, 0x2221, 0x1d52a, 0x2127,
	0xb5, 0xb5, 0x2223, 0x2a, 0x2af0, 0xb7, 0xb7, 0x2212, 0x229f, 0x2238, 0x2a2a, 0x2adb,
	0x2026, 0x2213, 0x22a7, 0x1d55e, 0x2213, 0x1d4c2, 0x223e, 0x3bc, 0x22b8, 0x22b8,
	0x40022d9, 0x600226b, 0x400226b, 0x21cd, 0x21ce, 0x40022d8, 0x600226a, 0x400226a, 0x21cf,
	0x22af, 0x22ae, 0x2207, 0x144, 0x6002220, 0x2249, 0x4002a70, 0x400224b, 0x149, 0x2249,
	0x266e, 0x266e, 0x2115, 0xa0, 0xa0, 0x400224e, 0x400224f, 0x2a43, 0x148, 0x146, 0x2247,
	0x4002a6d, 0x2a42, 0x43d, 0x2013, 0x2260, 0x21d7, 0x2924, 0x2197, 0x2197, 0x4002250,
	0x2262, 0x2928, 0x4002242, 0x2204, 0x2204, 0x1d52b, 0x4002267, 0x2271, 0x2271, 0x4002267,
	0x4002a7e, 0x4002a7e, 0x2275, 0x226f, 0x226f, 0x21ce, 0x21ae, 0x2af2, 0x220b, 0x22fc,
	0x22fa, 0x220b, 0x45a, 0x21cd, 0x4002266, 0x219a, 0x2025, 0x2270, 0x219a, 0x21ae, 0x2270,
	0x4002266, 0x4002a7d, 0x4002a7d, 0x226e, 0x2274, 0x226e, 0x22ea, 0x22ec, 0x2224, 0x1d55f,
	0xac, 0xac, 0x2209, 0x40022f9, 0x40022f5, 0x2209, 0x22f7, 0x22f6, 0x220c, 0x220c, 0x22fe,
	0x22fd, 0x2226, 0x2226, 0x7002afd, 0x4002202, 0x2a14, 0x2280, 0x22e0, 0x4002aaf, 0x2280,
	0x4002aaf, 0x21cf, 0x219b, 0x4002933, 0x400219d, 0x219b, 0x22eb, 0x22ed, 0x2281, 0x22e1,
	0x4002ab0, 0x1d4c3, 0x2224, 0x2226, 0x2241, 0x2244, 0x2244, 0x2224, 0x2226, 0x22e2,
	0x22e3, 0x2284, 0x4002ac5, 0x2288, 0x6002282, 0x2288, 0x4002ac5, 0x2281, 0x4002ab0,
	0x2285, 0x4002ac6, 0x2289, 0x6002283, 0x2289, 0x4002ac6, 0x2279, 0xf1, 0xf1, 0x2278,
	0x22ea, 0x22ec, 0x22eb, 0x22ed, 0x3bd, 0x23, 0x2116, 0x2007, 0x22ad, 0x2904, 0x600224d,
	0x22ac, 0x6002265, 0x600003e, 0x29de, 0x2902, 0x6002264, 0x600003c, 0x60022b4, 0x2903,
	0x60022b5, 0x600223c, 0x21d6, 0x2923, 0x2196, 0x2196, 0x2927, 0x24c8, 0xf3, 0xf3, 0x229b,
	0x229a, 0xf4, 0xf4, 0x43e, 0x229d, 0x151, 0x2a38, 0x2299, 0x29bc, 0x153, 0x29bf, 0x1d52c,
	0x2db, 0xf2, 0xf2, 0x29c1, 0x29b5, 0x3a9, 0x222e, 0x21ba, 0x29be, 0x29bb, 0x203e, 0x29c0,
	0x14d, 0x3c9, 0x3bf, 0x29b6, 0x2296, 0x1d560, 0x29b7, 0x29b9, 0x2295, 0x2228, 0x21bb,
	0x2a5d, 0x2134, 0x2134, 0xaa, 0xaa, 0xba, 0xba, 0x22b6, 0x2a56, 0x2a57, 0x2a5b, 0x2134,
	0xf8, 0xf8, 0x2298, 0xf5, 0xf5, 0x2297, 0x2a36, 0xf6, 0xf6, 0x233d, 0x2225, 0xb6, 0xb6,
	0x2225, 0x2af3, 0x2afd, 0x2202, 0x43f, 0x25, 0x2e, 0x2030, 0x22a5, 0x2031, 0x1d52d, 0x3c6,
	0x3d5, 0x2133, 0x260e, 0x3c0, 0x22d4, 0x3d6, 0x210f, 0x210e, 0x210f, 0x2b, 0x2a23, 0x229e,
	0x2a22, 0x2214, 0x2a25, 0x2a72, 0xb1, 0xb1, 0x2a26, 0x2a27, 0xb1, 0x2a15, 0x1d561, 0xa3,
	0xa3, 0x227a, 0x2ab3, 0x2ab7, 0x227c, 0x2aaf, 0x227a, 0x2ab7, 0x227c, 0x2aaf, 0x2ab9,
	0x2ab5, 0x22e8, 0x227e, 0x2032, 0x2119, 0x2ab5, 0x2ab9, 0x22e8, 0x220f, 0x232e, 0x2312,
	0x2313, 0x221d, 0x221d, 0x227e, 0x22b0, 0x1d4c5, 0x3c8, 0x2008, 0x1d52e, 0x2a0c, 0x1d562,
	0x2057, 0x1d4c6, 0x210d, 0x2a16, 0x3f, 0x225f, 0x22, 0x22, 0x21db, 0x21d2, 0x291c, 0x290f,
	0x2964, 0x200223d, 0x155, 0x221a, 0x29b3, 0x27e9, 0x2992, 0x29a5, 0x27e9, 0xbb, 0xbb,
	0x2192, 0x2975, 0x21e5, 0x2920, 0x2933, 0x291e, 0x21aa, 0x21ac, 0x2945, 0x2974, 0x21a3,
	0x219d, 0x291a, 0x2236, 0x211a, 0x290d, 0x2773, 0x7d, 0x5d, 0x298c, 0x298e, 0x2990, 0x159,
	0x157, 0x2309, 0x7d, 0x440, 0x2937, 0x2969, 0x201d, 0x201d, 0x21b3, 0x211c, 0x211b,
	0x211c, 0x211d, 0x25ad, 0xae, 0xae, 0x297d, 0x230b, 0x1d52f, 0x21c1, 0x21c0, 0x296c,
	0x3c1, 0x3f1, 0x2192, 0x21a3, 0x21c1, 0x21c0, 0x21c4, 0x21cc, 0x21c9, 0x219d, 0x22cc,
	0x2da, 0x2253, 0x21c4, 0x21cc, 0x200f, 0x23b1, 0x23b1, 0x2aee, 0x27ed, 0x21fe, 0x27e7,
	0x2986, 0x1d563, 0x2a2e, 0x2a35, 0x29, 0x2994, 0x2a12, 0x21c9, 0x203a, 0x1d4c7, 0x21b1,
	0x5d, 0x2019, 0x2019, 0x22cc, 0x22ca, 0x25b9, 0x22b5, 0x25b8, 0x29ce, 0x2968, 0x211e,
	0x15b, 0x201a, 0x227b, 0x2ab4, 0x2ab8, 0x161, 0x227d, 0x2ab0, 0x15f, 0x15d, 0x2ab6,
	0x2aba, 0x22e9, 0x2a13, 0x227f, 0x441, 0x22c5, 0x22a1, 0x2a66, 0x21d8, 0x2925, 0x2198,
	0x2198, 0xa7, 0xa7, 0x3b, 0x2929, 0x2216, 0x2216, 0x2736, 0x1d530, 0x2322, 0x266f, 0x449,
	0x448, 0x2223, 0x2225, 0xad, 0xad, 0x3c3, 0x3c2, 0x3c2, 0x223c, 0x2a6a, 0x2243, 0x2243,
	0x2a9e, 0x2aa0, 0x2a9d, 0x2a9f, 0x2246, 0x2a24, 0x2972, 0x2190, 0x2216, 0x2a33, 0x29e4,
	0x2223, 0x2323, 0x2aaa, 0x2aac, 0x8002aac, 0x44c, 0x2f, 0x29c4, 0x233f, 0x1d564, 0x2660,
	0x2660, 0x2225, 0x2293, 0x8002293, 0x2294, 0x8002294, 0x228f, 0x2291, 0x228f, 0x2291,
	0x2290, 0x2292, 0x2290, 0x2292, 0x25a1, 0x25a1, 0x25aa, 0x25aa, 0x2192, 0x1d4c8, 0x2216,
	0x2323, 0x22c6, 0x2606, 0x2605, 0x3f5, 0x3d5, 0xaf, 0x2282, 0x2ac5, 0x2abd, 0x2286,
	0x2ac3, 0x2ac1, 0x2acb, 0x228a, 0x2abf, 0x2979, 0x2282, 0x2286, 0x2ac5, 0x228a, 0x2acb,
	0x2ac7, 0x2ad5, 0x2ad3, 0x227b, 0x2ab8, 0x227d, 0x2ab0, 0x2aba, 0x2ab6, 0x22e9, 0x227f,
	0x2211, 0x266a, 0xb9, 0xb9, 0xb2, 0xb2, 0xb3, 0xb3, 0x2283, 0x2ac6, 0x2abe, 0x2ad8,
	0x2287, 0x2ac4, 0x27c9, 0x2ad7, 0x297b, 0x2ac2, 0x2acc, 0x228b, 0x2ac0, 0x2283, 0x2287,
	0x2ac6, 0x228b, 0x2acc, 0x2ac8, 0x2ad4, 0x2ad6, 0x21d9, 0x2926, 0x2199, 0x2199, 0x292a,
	0xdf, 0xdf, 0x2316, 0x3c4, 0x23b4, 0x165, 0x163, 0x442, 0x20db, 0x2315, 0x1d531, 0x2234,
	0x2234, 0x3b8, 0x3d1, 0x3d1, 0x2248, 0x223c, 0x2009, 0x2248, 0x223c, 0xfe, 0xfe, 0x2dc,
	0xd7, 0xd7, 0x22a0, 0x2a31, 0x2a30, 0x222d, 0x2928, 0x22a4, 0x2336, 0x2af1, 0x1d565,
	0x2ada, 0x2929, 0x2034, 0x2122, 0x25b5, 0x25bf, 0x25c3, 0x22b4, 0x225c, 0x25b9, 0x22b5,
	0x25ec, 0x225c, 0x2a3a, 0x2a39, 0x29cd, 0x2a3b, 0x23e2, 0x1d4c9, 0x446, 0x45b, 0x167,
	0x226c, 0x219e, 0x21a0, 0x21d1, 0x2963, 0xfa, 0xfa, 0x2191, 0x45e, 0x16d, 0xfb, 0xfb,
	0x443, 0x21c5, 0x171, 0x296e, 0x297e, 0x1d532, 0xf9, 0xf9, 0x21bf, 0x21be, 0x2580, 0x231c,
	0x231c, 0x230f, 0x25f8, 0x16b, 0xa8, 0xa8, 0x173, 0x1d566, 0x2191, 0x2195, 0x21bf, 0x21be,
	0x228e, 0x3c5, 0x3d2, 0x3c5, 0x21c8, 0x231d, 0x231d, 0x230e, 0x16f, 0x25f9, 0x1d4ca,
	0x22f0, 0x169, 0x25b5, 0x25b4, 0x21c8, 0xfc, 0xfc, 0x29a7, 0x21d5, 0x2ae8, 0x2ae9, 0x22a8,
	0x299c, 0x3f5, 0x3f0, 0x2205, 0x3d5, 0x3d6, 0x221d, 0x2195, 0x3f1, 0x3c2, 0x800228a,
	0x8002acb, 0x800228b, 0x8002acc, 0x3d1, 0x22b2, 0x22b3, 0x432, 0x22a2, 0x2228, 0x22bb,
	0x225a, 0x22ee, 0x7c, 0x7c, 0x1d533, 0x22b2, 0x6002282, 0x6002283, 0x1d567, 0x221d,
	0x22b3, 0x1d4cb, 0x8002acb, 0x800228a, 0x8002acc, 0x800228b, 0x299a, 0x175, 0x2a5f,
	0x2227, 0x2259, 0x2118, 0x1d534, 0x1d568, 0x2118, 0x2240, 0x2240, 0x1d4cc, 0x22c2, 0x25ef,
	0x22c3, 0x25bd, 0x1d535, 0x27fa, 0x27f7, 0x3be, 0x27f8, 0x27f5, 0x27fc, 0x22fb, 0x2a00,
	0x1d569, 0x2a01, 0x2a02, 0x27f9, 0x27f6, 0x1d4cd, 0x2a06, 0x2a04, 0x25b3, 0x22c1, 0x22c0,
	0xfd, 0xfd, 0x44f, 0x177, 0x44b, 0xa5, 0xa5, 0x1d536, 0x457, 0x1d56a, 0x1d4ce, 0x44e,
	0xff, 0xff, 0x17a, 0x17e, 0x437, 0x17c, 0x2128, 0x3b6, 0x1d537, 0x436, 0x21dd, 0x1d56b,
	0x1d4cf, 0x200d, 0x200c,
};

const uint16_t html_entity_seconds[] = {
	0x0, 0x6a, 0x331, 0x333, 0x338, 0x200a, 0x20d2, 0x20e5, 0xfe00,
};
